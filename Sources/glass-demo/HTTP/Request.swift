import NIOHTTP1

/// One request, whole.
struct Request: Sendable {
    static let maximumBodySize = 64 * 1024

    var method: HTTPMethod
    var target: RequestTarget
    var body: [UInt8] = []
}
