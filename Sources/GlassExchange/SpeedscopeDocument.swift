/// A speedscope file, as https://www.speedscope.app/file-format-schema.json describes it. What a profile needs for its
/// type is checked by the reader, so that one bad profile does not spoil the others.
struct SpeedscopeDocument: Decodable {
    struct Shared: Decodable {
        let frames: [Frame]
    }

    struct Frame: Decodable {
        let name: String
        let file: String?
        let line: Double?
    }

    struct Profile: Decodable {
        let type: String
        let name: String?
        let unit: String?
        let startValue: Double?
        // Of `sampled`.
        let samples: [[Int]]?
        let weights: [Double]?
        // Of `evented`.
        let events: [Event]?
    }

    struct Event: Decodable {
        let type: String
        let at: Double
        let frame: Int
    }

    let shared: Shared
    let profiles: [Profile]
    let name: String?
}
