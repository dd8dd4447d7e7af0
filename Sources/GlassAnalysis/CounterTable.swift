import GlassModel

/// All readings of all counters, each series in order of time.
public struct CounterTable: Sendable {
    /// One reading.
    public struct Point: Hashable, Sendable, Codable {
        public let time: Timestamp
        public let value: Int64

        public init(time: Timestamp, value: Int64) {
            self.time = time
            self.value = value
        }
    }

    private struct Key: Hashable {
        let kind: CounterKind
        let thread: ThreadKey?
    }

    private var series: [Key: [Point]] = [:]
    public private(set) var firstTime: Timestamp?
    public private(set) var lastTime: Timestamp?

    public init() {}

    /// Takes in a reading; a later one of the same series and time replaces it.
    public mutating func add(_ reading: CounterReading) {
        let point = Point(time: reading.time, value: reading.value)
        firstTime = min(firstTime ?? reading.time, reading.time)
        lastTime = max(lastTime ?? reading.time, reading.time)
        series[Key(kind: reading.kind, thread: reading.thread), default: []].insert(inOrder: point)
    }

    /// Takes in a run; of readings of the same series and time the later replaces the earlier.
    mutating func add(_ run: CounterRun) {
        guard let first = run.readings.first, let last = run.readings.last else { return }
        firstTime = min(firstTime ?? first.time, first.time)
        lastTime = max(lastTime ?? last.time, last.time)
        var points = series[Key(kind: run.kind, thread: run.thread), default: []]
        series[Key(kind: run.kind, thread: run.thread)] = []
        let isInOrder = zip(run.readings, run.readings.dropFirst()).allSatisfy { $0.time < $1.time }
        let news = run.readings.lazy.map { Point(time: $0.time, value: $0.value) }
        if isInOrder, points.last.map({ $0.time < first.time }) ?? true {
            points.append(contentsOf: news)
        } else {
            for point in news { points.insert(inOrder: point) }
        }
        series[Key(kind: run.kind, thread: run.thread)] = points
    }

    /// The readings of a counter of the whole target, or of one thread, in order of time.
    public func points(_ kind: CounterKind, thread: ThreadKey? = nil) -> [Point] {
        series[Key(kind: kind, thread: thread)] ?? []
    }

    /// The last reading of a counter at or before `time`; the last of all for nil.
    public func latest(_ kind: CounterKind, thread: ThreadKey? = nil, at time: Timestamp? = nil) -> Int64? {
        guard let points = series[Key(kind: kind, thread: thread)] else { return nil }
        guard let time else { return points.last?.value }
        let next = points.partitioningIndex { $0.time > time }
        return next > 0 ? points[next - 1].value : nil
    }

    /// Every series there is: of the whole target first, then by thread, each in the order of ``CounterKind``.
    public var all: [(kind: CounterKind, thread: ThreadKey?, points: [Point])] {
        let order = Dictionary(uniqueKeysWithValues: CounterKind.allCases.enumerated().map { ($1, $0) })
        return series.map { ($0.kind, $0.thread, $1) }.sorted { left, right in
            let leftPlace = (left.1?.rawValue ?? .min, order[left.0] ?? 0)
            return leftPlace < (right.1?.rawValue ?? .min, order[right.0] ?? 0)
        }
    }
}

extension [CounterTable.Point] {
    fileprivate mutating func insert(inOrder point: Element) {
        guard let last, last.time >= point.time else { return append(point) }
        let place = partitioningIndex { $0.time >= point.time }
        if self[place].time == point.time { self[place] = point } else { insert(point, at: place) }
    }
}

extension [CounterTable.Point] {
    /// The sum of readings that each tell of the time since the one before; nil for none.
    public var total: Int64? {
        guard !isEmpty else { return nil }
        return reduce(0) { sum, point in
            let (next, overflow) = sum.addingReportingOverflow(point.value)
            return overflow ? .max : next
        }
    }
}
