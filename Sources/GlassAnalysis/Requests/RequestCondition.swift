import GlassModel

/// One condition of a ``RequestFilter``, with what it has found out of texts so far.
struct RequestCondition: Sendable {
    private let expression: FilterExpression
    private var tester: TextTester
    private var texts = Verdicts()
    private var routes = Verdicts()
    private var threads = Verdicts()
    private var flags = Verdicts()

    init(_ expression: FilterExpression) {
        self.expression = expression
        tester = TextTester(expression)
    }

    /// Whether a condition needs no text that most requests have for themselves.
    var isCheap: Bool {
        switch expression {
        case .comparison(let field, _, _), .pattern(let field, _, _): !["target", "peer", "error"].contains(field)
        default: false
        }
    }

    mutating func select(_ rows: [Int32], _ profile: Profile) -> [Int32] {
        switch expression {
        case .word(let matcher): return select(rows, matching: matcher, profile)
        case .comparison(let field, let sign, .number(let wanted)):
            return Self.numbers(field, profile).map { compare(rows, $0, sign, wanted, nothing: RequestColumns.none) }
                ?? selectText(rows, field, profile)
        case .comparison(let field, let sign, let wanted):
            guard let magnitude = wanted.magnitude, let column = Self.numbers(field, profile) else {
                return selectText(rows, field, profile)
            }
            return compare(rows, column, sign, magnitude, nothing: RequestColumns.none)
        case .pattern(let field, _, _):
            if Self.numbers(field, profile) != nil { return selectRows(rows, profile) }
            return selectText(rows, field, profile)
        case .all, .any, .not: return rows
        }
    }

    // MARK: Numbers

    private static func numbers(_ field: String, _ profile: Profile) -> [Int64]? {
        let requests = profile.requests
        switch field {
        case "time":
            return requests.starts.map { (Nanoseconds($0) - Nanoseconds(profile.info.started.rawValue)).rawValue }
        case "status": return requests.statuses.map { $0 == RequestColumns.noNumber ? RequestColumns.none : Int64($0) }
        case "duration": return requests.durations
        case "ttfb": return requests.timesToFirstByte
        case "cpu": return requests.cpuTimes
        case "waiting": return (0..<requests.count).map { requests.waiting($0) }
        case "queries": return requests.queryCounts.map { Int64($0) }
        case "query_time": return requests.queryTimes
        case "repeated": return requests.repetitions.map { Int64($0) }
        case "bytes_in": return requests.bytesIn
        case "bytes_out": return requests.bytesOut
        default: return nil
        }
    }

    private func compare(
        _ rows: [Int32], _ column: [Int64], _ sign: FilterOperator, _ wanted: Double, nothing: Int64
    ) -> [Int32] {
        column.withUnsafeBufferPointer { column in
            rows.filter { row in
                let value = column[Int(row)]
                return value == nothing ? sign.isNegative : sign.holds(Double(value), wanted)
            }
        }
    }

    /// A pattern on a number, which is rare: row by row.
    private func selectRows(_ rows: [Int32], _ profile: Profile) -> [Int32] {
        rows.filter { expression.matches(RequestRow(profile: profile, index: Int($0))) }
    }

    // MARK: Texts

    private mutating func selectText(_ rows: [Int32], _ field: String, _ profile: Profile) -> [Int32] {
        let requests = profile.requests
        let holds = expression.isTrue
        switch field {
        case "target": return selectText(rows, by: requests.targets, requests.texts)
        case "peer": return selectText(rows, by: requests.peers, requests.texts)
        case "error": return selectText(rows, by: requests.errors, requests.texts)
        case "thread":
            // A thread may have another name by now.
            threads = Verdicts()
            return threads.select(rows, by: requests.threads) { holds(profile.threads[ThreadKey($0)]?.name) }
        case "protocol":
            return routes.select(rows, by: requests.routes) {
                holds(profile.route(RouteID($0)).wireProtocol.rawValue)
            }
        case "method":
            return routes.select(rows, by: requests.routes) { holds(profile.route(RouteID($0)).method) }
        case "route":
            return routes.select(rows, by: requests.routes) { holds(profile.route(RouteID($0)).pattern) }
        case "flags":
            return flags.select(rows, by: requests.flags) { holds(RequestFlags(rawValue: $0).names) }
        case "failed":
            return flags.select(rows, by: requests.flags) {
                holds(RequestFlags(rawValue: $0).contains(.failed) ? "yes" : "no")
            }
        case "attribution":
            return flags.select(rows, by: requests.attributions.map(\.rawValue)) {
                holds(Attribution(rawValue: $0)?.name)
            }
        default: return expression.isTrue(nil) ? rows : []
        }
    }

    private mutating func selectText(_ rows: [Int32], by column: [Int32], _ table: TextTable) -> [Int32] {
        // A copy of its own: what is remembered of texts changes at the same time.
        var tester = tester
        defer { self.tester = tester }
        let holdsForNone = expression.isTrue(nil)
        return texts.select(rows, by: column) { $0 < 0 ? holdsForNone : tester.holds($0, of: table) }
    }

    /// A bare word is looked for in route, target, method and peer.
    private mutating func select(_ rows: [Int32], matching matcher: TextMatcher, _ profile: Profile) -> [Int32] {
        let requests = profile.requests
        var tester = tester
        defer { self.tester = tester }
        return rows.filter { row in
            let row = Int(row)
            if routes.verdict(
                requests.routes[row],
                { id in
                    let route = profile.route(RouteID(id))
                    return matcher.matches(route.pattern) || matcher.matches(route.method)
                })
            {
                return true
            }
            return texts.verdict(requests.targets[row]) { tester.holds($0, of: requests.texts) }
                || texts.verdict(requests.peers[row]) { tester.holds($0, of: requests.texts) }
        }
    }
}

extension FilterExpression {
    /// Whether a condition on a text holds.
    func isTrue(_ text: String?) -> Bool {
        switch self {
        case .pattern(_, let pattern, let isNegative):
            text.map { pattern.matches($0) != isNegative } ?? isNegative
        case .comparison(_, let sign, let wanted):
            text.map { Self.compare(.text($0), sign, wanted) } ?? sign.isNegative
        case .word(let matcher): text.map { matcher.matches($0) } ?? false
        case .all, .any, .not: true
        }
    }
}

/// What is known of numbered things: whether a condition holds for them. Each is asked for once.
private struct Verdicts: Sendable {
    /// By number, from -1: 0 not known, 1 false, 2 true.
    private var known: [UInt8] = []

    mutating func verdict(_ id: Int32, _ holds: (Int32) -> Bool) -> Bool {
        let index = Int(id) + 1
        guard index >= 0 else { return holds(id) }
        if index >= known.count { known += [UInt8](repeating: 0, count: max(64, index + 1 - known.count, known.count)) }
        if known[index] == 0 { known[index] = holds(id) ? 2 : 1 }
        return known[index] == 2
    }

    mutating func select<ID: FixedWidthInteger>(_ rows: [Int32], by column: [ID], _ holds: (Int32) -> Bool) -> [Int32] {
        rows.filter { verdict(Int32(truncatingIfNeeded: column[Int($0)]), holds) }
    }
}
