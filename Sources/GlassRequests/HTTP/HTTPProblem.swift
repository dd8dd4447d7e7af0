/// What was not HTTP where HTTP was expected.
enum HTTPProblem: Hashable, Sendable, CustomStringConvertible {
    case noRequestLine
    case noStatusLine
    case brokenChunk
    case badLength
    case tooManyUnanswered(Int)

    var description: String {
        switch self {
        case .noRequestLine: "HTTP: what the client sent where a request should begin is no request line"
        case .noStatusLine: "HTTP: what the server sent where a response should begin is no status line"
        case .brokenChunk: "HTTP: a chunk of a body does not begin or end as it should"
        case .badLength: "HTTP: Content-Length is no number, or there are two that differ"
        case .tooManyUnanswered(let limit):
            "HTTP: more than \(limit) requests wait for a response; those beyond are not told apart"
        }
    }
}
