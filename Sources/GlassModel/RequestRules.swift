/// What is kept of requests and queries, and what of them is shown. The configuration's section `[requests]`.
public struct RequestRules: Hashable, Sendable, Codable {
    /// How much of a route's requests is kept one by one. Errors and the slowest always are.
    public enum Keep: Hashable, Sendable, Codable {
        case all
        case none
        case oneIn(Int)
    }

    /// What to do with requests of some routes.
    public struct KeepRule: Hashable, Sendable, Codable {
        /// Matches a route's method and pattern, as `GET /health`; `*` stands for any characters.
        public var route: String
        public var keep: Keep

        public init(route: String, keep: Keep) {
            self.route = route
            self.keep = keep
        }
    }

    /// Requests, and as many queries, that are kept one by one in a second; the rest is only counted.
    public var maximumPerSecond = 1_000
    /// Templates of paths such as `/users/{name}/posts/{id}`, tried before glass folds a path by itself; the first that
    /// matches names the route.
    public var routes: [String] = []
    /// The first rule that matches decides.
    public var keep: [KeepRule] = []
    /// Names of query-string parameters whose values are shown, in lower case.
    public var shownParameters: Set<String> = []

    public init() {}
}
