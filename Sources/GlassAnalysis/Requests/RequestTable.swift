import GlassModel

/// The requests of a profile, filtered and sorted, as places in ``Profile/requests``: rows are put together only where
/// they are looked at. It grows with the profile, and what grows is cheap: a filter is evaluated for new requests only.
public struct RequestTable: Sendable {
    /// What rows are sorted by.
    public enum Column: String, TableColumn {
        case time, method, route, target, status, duration, ttfb, cpu, waiting, queries
        case queryTime = "query_time"
        case bytesIn = "bytes_in"
        case bytesOut = "bytes_out"
        case peer, thread

        /// The newest come first.
        public var isRising: Bool {
            switch self {
            case .method, .route, .target, .peer, .thread: true
            default: false
            }
        }
    }

    public let selection: Selection
    public private(set) var column = Column.time
    public private(set) var isReversed = false
    public private(set) var filter = Filter.none
    /// What matches, in the order in which it is shown: places in ``Profile/requests``.
    public private(set) var places: [Int32] = []
    /// All places, and those that match, in order of arrival: a filter reads columns from front to back.
    private var all: [Int32] = []
    private var matches: [Int32] = []
    /// The same in rising order of the column.
    private var sorted: [Int32] = []
    private var kept: [Int32] = []
    private var known = 0
    private var compiled: RequestFilter?

    /// - Parameter selection: Requests that ran within its seconds and were answered by its threads.
    public init(profile: Profile, selection: Selection = .all, filter: Filter = .none) {
        self.selection = selection
        self.filter = filter
        compiled = filter.isEmpty ? nil : RequestFilter(filter.expression)
        extend(with: profile)
    }

    public var count: Int { places.count }
    /// How many there are before the filter.
    public var countOfAll: Int { sorted.count }

    /// The row at a place of the table; the profile is the one that it was made from.
    public func row(_ row: Int, of profile: Profile) -> RequestRow {
        RequestRow(profile: profile, index: Int(places[row]))
    }

    /// Takes in the requests that the profile has gained.
    public mutating func extend(with profile: Profile) {
        let new = (known..<max(known, profile.requests.count)).map { Int32($0) }
            .filter { selection.contains(Int($0), of: profile.requests) }
        known = max(known, profile.requests.count)
        guard !new.isEmpty else { return }
        let newMatches = matching(new, profile)
        all += new
        matches += newMatches
        if column.isRising {
            // Texts are sorted by their rank among all texts, which a new one changes.
            sorted += new
            kept += newMatches
            sortAll(profile)
        } else {
            let keys = SortKeys(column, profile)
            let newSorted = keys.sorted(new)
            sorted = keys.merged(sorted, newSorted)
            kept = compiled == nil ? sorted : keys.merged(kept, keys.sorted(newMatches))
        }
        show()
    }

    /// `false` for `reversed` is the column's own direction.
    public mutating func sort(by column: Column, reversed: Bool = false, of profile: Profile) {
        let isOther = column != self.column
        self.column = column
        isReversed = reversed
        if isOther { sortAll(profile) }
        show()
    }

    public mutating func keep(_ filter: Filter, of profile: Profile) {
        let refines = filter.expression.refines(self.filter.expression)
        self.filter = filter
        compiled = filter.isEmpty ? nil : RequestFilter(filter.expression)
        // What a longer filter keeps is among what a shorter one has kept.
        matches = matching(refines ? matches : all, profile)
        kept = compiled == nil ? sorted : Self.only(matches, of: sorted, count: profile.requests.count)
        show()
    }

    private mutating func matching(_ candidates: [Int32], _ profile: Profile) -> [Int32] {
        compiled?.select(candidates, of: profile) ?? candidates
    }

    /// Those of `sorted` that are among `places`, in the order of `sorted`.
    private static func only(_ places: [Int32], of sorted: [Int32], count: Int) -> [Int32] {
        var isKept = [Bool](repeating: false, count: count)
        for place in places { isKept[Int(place)] = true }
        return isKept.withUnsafeBufferPointer { isKept in sorted.filter { isKept[Int($0)] } }
    }

    private mutating func sortAll(_ profile: Profile) {
        let keys = SortKeys(column, profile)
        sorted = keys.sorted(sorted)
        kept = compiled == nil ? sorted : keys.sorted(kept)
    }

    private mutating func show() { places = column.isRising != isReversed ? kept : kept.reversed() }
}

extension RequestTable: SortedTable {
    public static var firstOrder: TableOrder<Column> { TableOrder(.time) }
    public var ids: [Int32] { places }

    /// There may be a million rows.
    public func peak(of column: Column) -> Double? { nil }

    @discardableResult
    public mutating func arrange(
        _ order: TableOrder<Column>, filter: Filter, metric: Metric = .cpu, of profile: Profile
    ) -> Bool {
        let isFiltered = filter.text != self.filter.text
        if isFiltered { keep(filter, of: profile) }
        guard order.column != column || order.isReversed != isReversed else { return isFiltered }
        sort(by: order.column, reversed: order.isReversed, of: profile)
        return true
    }
}

extension Selection {
    fileprivate func contains(_ index: Int, of requests: RequestColumns) -> Bool {
        if let threads, !threads.contains(ThreadKey(requests.threads[index])) { return false }
        guard let seconds else { return true }
        let started = Timestamp(rawValue: requests.starts[index]).second
        return started < seconds.upperBound && requests.ended(index).second >= seconds.lowerBound
    }
}

/// A number for each request that orders requests as a column does; equal ones stay in order of arrival.
private struct SortKeys {
    let keys: [Int64]

    init(_ column: RequestTable.Column, _ profile: Profile) {
        let requests = profile.requests
        keys =
            switch column {
            case .time: requests.starts
            case .duration: requests.durations
            case .ttfb: requests.timesToFirstByte
            case .cpu: requests.cpuTimes
            case .waiting: (0..<requests.count).map { requests.waiting($0) }
            case .queryTime: requests.queryTimes
            case .bytesIn: requests.bytesIn
            case .bytesOut: requests.bytesOut
            case .status: requests.statuses.map { Int64($0) }
            case .queries: requests.queryCounts.map { Int64($0) }
            case .target: Self.ranks(of: requests.targets, requests.texts)
            case .peer: Self.ranks(of: requests.peers, requests.texts)
            case .method: Self.ranks(of: requests.routes, profile.routes.map(\.method))
            case .route: Self.ranks(of: requests.routes, profile.routes.map(\.pattern))
            case .thread: Self.ranks(ofThreads: profile)
            }
    }

    private static func ranks(of ids: [Int32], _ texts: TextTable) -> [Int64] {
        var ranks = [Int64](repeating: 0, count: texts.count)
        let names = (0..<Int32(texts.count)).map { texts[$0] }
        for (rank, id) in names.indices.sorted(by: { names[$0] < names[$1] }).enumerated() { ranks[id] = Int64(rank) }
        return ids.map { ranks.indices.contains(Int($0)) ? ranks[Int($0)] : -1 }
    }

    /// Equal texts have one rank.
    private static func ranks(of routes: [Int32], _ names: [String]) -> [Int64] {
        let distinct = Set(names).sorted()
        let ranks = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int64($0)) })
        let ranksOfRoutes = names.map { ranks[$0] ?? -1 }
        return routes.map { ranksOfRoutes.indices.contains(Int($0) - 1) ? ranksOfRoutes[Int($0) - 1] : -1 }
    }

    private static func ranks(ofThreads profile: Profile) -> [Int64] {
        let threads = profile.threads.values.sorted { ($0.name, $0.key) < ($1.name, $1.key) }
        let ranks = Dictionary(uniqueKeysWithValues: threads.enumerated().map { ($1.key.rawValue, Int64($0)) })
        return profile.requests.threads.map { ranks[$0] ?? -1 }
    }

    private func isBefore(_ left: Int32, _ right: Int32) -> Bool {
        let (leftKey, rightKey) = (keys[Int(left)], keys[Int(right)])
        return leftKey != rightKey ? leftKey < rightKey : left < right
    }

    func sorted(_ places: [Int32]) -> [Int32] {
        let isInOrder = zip(places, places.dropFirst()).allSatisfy { isBefore($0, $1) }
        return isInOrder ? places : places.sorted(by: isBefore)
    }

    /// Two lists in order as one. The new ones commonly belong near the end.
    func merged(_ old: [Int32], _ new: [Int32]) -> [Int32] {
        guard let first = new.first else { return old }
        let start = old.partitioningIndex { !isBefore($0, first) }
        var result = old
        result.removeSubrange(start...)
        var (left, right) = (start, 0)
        while left < old.count, right < new.count {
            if isBefore(new[right], old[left]) {
                result.append(new[right])
                right += 1
            } else {
                result.append(old[left])
                left += 1
            }
        }
        return result + old[left...] + new[right...]
    }
}
