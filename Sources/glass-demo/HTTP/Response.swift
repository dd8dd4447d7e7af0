import Foundation
import NIOHTTP1

/// What a route answers.
struct Response: Sendable {
    enum Body: Sendable {
        case whole([UInt8])
        /// Made and sent piece by piece (`Transfer-Encoding: chunked`), until there is no next one.
        case pieces(@Sendable (_ index: Int) -> [UInt8]?)
    }

    var status: HTTPResponseStatus
    var contentType = "application/json"
    var body: Body

    init(_ status: HTTPResponseStatus, contentType: String = "application/json", body: Body) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// A value as JSON.
    static func json(_ value: some Encodable, status: HTTPResponseStatus = .ok) throws -> Response {
        Response(status, body: .whole(try jsonBytes(value)))
    }

    /// `{"error":"…"}`; the message is the program's own and needs no escapes.
    static func error(_ status: HTTPResponseStatus, _ message: StaticString) -> Response {
        Response(status, body: .whole(Array("{\"error\":\"\(message)\"}".utf8)))
    }
}

@inline(never)
func jsonBytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
}
