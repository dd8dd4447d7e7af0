import GRDB

/// A thing for sale.
struct Item: Codable, FetchableRecord, TableRecord, Equatable, Sendable {
    static let databaseTableName = "item"

    let id: Int64
    let name: String
    let category: Int
    let priceCents: Int
    let description: String
}

extension Item {
    private static let adjectives = ["green", "quiet", "old", "bright", "small", "heavy", "plain", "round"]
    private static let nouns = ["teapot", "lamp", "chair", "kettle", "basket", "clock", "blanket", "bottle"]
    private static let extras = ["for the kitchen", "with a lid", "made of oak", "in a box", "by hand", "for two"]

    /// The item of this number: always the same one.
    init(number: Int64) {
        var random = SplitMix64(seed: UInt64(bitPattern: number))
        func pick(_ words: [String]) -> String { words.randomElement(using: &random) ?? "" }
        id = number
        name = "\(pick(Self.adjectives)) \(pick(Self.nouns))"
        category = Int.random(in: 1...200, using: &random)
        priceCents = Int.random(in: 100...99_999, using: &random)
        description = "A \(name) \(pick(Self.extras)), \(pick(Self.extras)), \(pick(Self.extras)). Number \(number)."
    }
}
