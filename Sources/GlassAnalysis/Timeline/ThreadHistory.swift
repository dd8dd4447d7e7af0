import GlassModel

/// How long each thread ran and waited in each stretch of ten seconds: what a picture of many hours is made of, so that
/// it need not look at every stack of every second. It is kept while the recording grows.
struct ThreadHistory: Sendable {
    /// How many seconds a stretch has.
    static let step: Int64 = 10

    struct Entry: Sendable {
        let thread: ThreadKey
        var time: ThreadTime
    }

    /// The second that the first stretch begins with.
    private(set) var origin: Int64?
    private var entries: [Entry] = []
    /// The distinct stretches in rising order, counted from ``origin``, and where the entries of each begin.
    private var stretches: [Int64] = []
    private var starts: [Int] = []

    /// Takes in rollups that are new or changed.
    ///
    /// - Parameters:
    ///   - origin: The first second of the recording.
    ///   - second: All rollups at or after this second may be others now.
    ///   - forEach: Calls what it is given with what each thread took in each second of a stretch, in order.
    mutating func update(
        origin: Int64, from second: Int64,
        forEach: (Range<Int64>, _ body: (Int64, ThreadKey, Weight) -> Void) -> Void
    ) {
        let isNew = self.origin != origin
        if isNew { self = ThreadHistory(origin: origin) }
        let changed = isNew || second <= origin ? 0 : (second &- origin) / Self.step
        remove(from: changed)
        let start = origin.addingReportingOverflow(changed * Self.step)
        guard !start.overflow else { return }
        var places: [ThreadKey: Int] = [:]
        var current = (thread: ThreadKey(0), place: -1)
        forEach(start.partialValue..<Int64.max) { second, thread, weight in
            let stretch = (second &- origin) / Self.step
            if stretches.last != stretch {
                stretches.append(stretch)
                starts.append(entries.count)
                places.removeAll(keepingCapacity: true)
                current.place = -1
            }
            // Entries of one thread commonly stand side by side.
            if current.place < 0 || current.thread != thread {
                current = (thread, place(of: thread, &places))
            }
            entries[current.place].time = entries[current.place].time + ThreadTime(weight)
        }
    }

    init() {}

    private init(origin: Int64) { self.origin = origin }

    private mutating func place(of thread: ThreadKey, _ places: inout [ThreadKey: Int]) -> Int {
        if let known = places[thread] { return known }
        places[thread] = entries.count
        entries.append(Entry(thread: thread, time: .zero))
        return entries.count - 1
    }

    private mutating func remove(from stretch: Int64) {
        let group = stretches.partitioningIndex { $0 >= stretch }
        guard group < stretches.count else { return }
        entries.removeSubrange(starts[group]...)
        stretches.removeSubrange(group...)
        starts.removeSubrange(group...)
    }

    /// Whether the columns of a grid are whole stretches.
    func divides(_ grid: TimeGrid) -> Bool {
        guard let origin, grid.columnsPerStep == 1, grid.step % Self.step == 0 else { return false }
        let (offset, overflow) = grid.first.subtractingReportingOverflow(origin)
        return !overflow && offset % Self.step == 0
    }

    /// Calls `body` with each entry of the time of a grid, and its column.
    func forEach(in grid: TimeGrid, _ body: (Int, Entry) -> Void) {
        guard let origin else { return }
        let seconds = grid.seconds
        let from = stretches.partitioningIndex { origin &+ $0 * Self.step >= seconds.lowerBound }
        let to = stretches.partitioningIndex { origin &+ $0 * Self.step >= seconds.upperBound }
        for group in from..<max(from, to) {
            guard let column = grid.columns(of: origin &+ stretches[group] * Self.step).first else { continue }
            let end = group + 1 < starts.count ? starts[group + 1] : entries.count
            for index in starts[group]..<end { body(column, entries[index]) }
        }
    }
}

extension Profile {
    /// What each thread did over time, in order of appearance; threads that nothing is known of in that time have an
    /// empty lane. Columns shorter than a second all show the same, so the grid should not have them.
    public func threadLanes(in grid: TimeGrid) -> [ThreadLane] {
        var sums = LaneSums(threads.keys)
        if threadHistory.divides(grid) {
            threadHistory.forEach(in: grid) { column, entry in sums.add(entry.time, entry.thread, column) }
        } else {
            forEachThreadSecond(for: Selection(seconds: grid.seconds)) { second, thread, weight in
                for column in grid.columns(of: second) { sums.add(ThreadTime(weight), thread, column) }
            }
        }
        return sums.finished()
    }
}

/// Adds up lanes, one column of all threads after the other: millions of entries take a few milliseconds.
private struct LaneSums {
    private var lanes: [ThreadLane]
    /// By ``RecordingIdentifier/index`` of a thread's key: its lane, or -1.
    private var dense: [Int32]
    /// The lanes of threads whose keys are too great for that, as only a damaged recording has them.
    private var sparse: [ThreadKey: Int] = [:]
    /// Of the column that is being added up, by lane.
    private var times: [ThreadTime]
    private var column = -1

    init(_ threads: some Collection<ThreadKey>) {
        lanes = threads.map { ThreadLane($0) }
        times = Array(repeating: .zero, count: lanes.count)
        dense = Array(repeating: -1, count: lanes.count * 4 + 1_024)
        for (place, lane) in lanes.enumerated() {
            if dense.indices.contains(lane.thread.index) {
                dense[lane.thread.index] = Int32(clamping: place)
            } else {
                sparse[lane.thread] = place
            }
        }
    }

    /// Columns come in rising order.
    mutating func add(_ time: ThreadTime, _ thread: ThreadKey, _ column: Int) {
        if column != self.column { close(at: column) }
        let place = dense.indices.contains(thread.index) ? Int(dense[thread.index]) : sparse[thread] ?? -1
        if place >= 0 { times[place] = times[place] + time }
    }

    private mutating func close(at next: Int) {
        for place in times.indices where times[place].isKnown {
            lanes[place].add(times[place], column: column)
            times[place] = .zero
        }
        column = next
    }

    mutating func finished() -> [ThreadLane] {
        close(at: -1)
        return lanes
    }
}
