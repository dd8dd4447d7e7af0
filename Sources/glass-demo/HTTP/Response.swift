import Foundation
import NIOHTTP1

/// What a route answers: a status and a JSON body.
struct Response: Sendable, Equatable {
    var status: HTTPResponseStatus
    var body: [UInt8]

    init(_ status: HTTPResponseStatus, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// A value as JSON, with status 200.
    static func json(_ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(.ok, body: Array(try encoder.encode(value)))
    }

    /// `{"error":"…"}`; the message is the program's own and needs no escapes.
    static func error(_ status: HTTPResponseStatus, _ message: StaticString) -> Response {
        Response(status, body: Array("{\"error\":\"\(message)\"}".utf8))
    }
}
