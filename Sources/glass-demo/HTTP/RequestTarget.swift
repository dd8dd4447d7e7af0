import Foundation

/// A request's path and query, taken apart: `/search?q=tea` has the segments `search` and the query `q` = `tea`.
struct RequestTarget: Sendable, Equatable {
    let segments: [String]
    let query: [String: String]

    /// Parses the target of a request line. What is badly escaped is kept as it stands; the first of a repeated key counts.
    init(_ uri: String) {
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        segments = (parts.first ?? "").split(separator: "/").map(Self.decode)
        var query: [String: String] = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = Self.decode(sides[0])
            if query[key] == nil { query[key] = sides.count > 1 ? Self.decode(sides[1]) : "" }
        }
        self.query = query
    }

    private static func decode(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return String(spaced).removingPercentEncoding ?? String(spaced)
    }
}
