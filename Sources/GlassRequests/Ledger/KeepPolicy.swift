import GlassModel

/// Decides which requests (or queries) are kept one by one, so that a flood costs a bounded amount: all up to so many a
/// second, unless a rule says otherwise, and always those that failed and the slowest.
struct KeepPolicy {
    enum Verdict {
        case keep
        /// A rule says so.
        case leaveOut
        /// There are too many.
        case tooMany
    }

    /// Over so many seconds the slowest of a route is looked for.
    private static let windowSeconds: Int64 = 10

    private struct Slowest {
        var window: Int64
        var duration: Nanoseconds
    }

    private let rules: RequestRules
    private var bucket: TokenBucket
    private var slowest: [RouteID: Slowest] = [:]
    private var ruleOfRoute: [RouteID: RequestRules.Keep] = [:]
    private var seenOfRoute: [RouteID: Int] = [:]

    init(rules: RequestRules) {
        self.rules = rules
        bucket = TokenBucket(perSecond: rules.maximumPerSecond)
    }

    mutating func judge(_ route: Route, failed: Bool, ended: Timestamp, duration: Nanoseconds) -> Verdict {
        let isSlowest = isSlowest(route.id, ended.second, duration)
        switch rule(for: route) {
        case .all: break
        case .none: return failed || isSlowest ? .keep : .leaveOut
        case .oneIn(let count):
            let seen = seenOfRoute[route.id, default: 0]
            seenOfRoute[route.id] = seen &+ 1
            guard seen % max(1, count) == 0 else { return failed || isSlowest ? .keep : .leaveOut }
        }
        if bucket.take(at: ended) || failed || isSlowest { return .keep }
        return .tooMany
    }

    private mutating func isSlowest(_ route: RouteID, _ second: Int64, _ duration: Nanoseconds) -> Bool {
        let window = second / Self.windowSeconds
        if let known = slowest[route], known.window == window, known.duration >= duration { return false }
        slowest[route] = Slowest(window: window, duration: duration)
        return true
    }

    private mutating func rule(for route: Route) -> RequestRules.Keep {
        if let known = ruleOfRoute[route.id] { return known }
        let name = route.method + " " + route.pattern
        let rule = rules.keep.first { Wildcard.matches($0.route, name) }?.keep ?? .all
        ruleOfRoute[route.id] = rule
        return rule
    }
}

/// So many a second, none saved up for later.
struct TokenBucket {
    private let perSecond: Int
    private var second = Int64.min
    private var left = 0

    init(perSecond: Int) { self.perSecond = perSecond }

    mutating func take(at time: Timestamp) -> Bool {
        if time.second > second {
            second = time.second
            left = perSecond
        }
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}

/// Patterns in which `*` stands for any characters.
enum Wildcard {
    /// In time that is at most the product of the lengths: a mismatch goes back to the last `*` only.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let (pattern, text) = (Array(pattern.utf8), Array(text.utf8))
        var (place, at) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while at < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == text[at] {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                (place, at) = (last.pattern + 1, last.text + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
