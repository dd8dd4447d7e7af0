import GlassModel

/// Sums samples into seconds. A second stays open while a sample of it may still come: the newest one and the
/// ``openSeconds`` before it. What comes later still counts to the oldest open second, so that an older one never
/// changes again: readers that tail a recording rely on it.
struct RollupWindow {
    /// How many seconds before the newest may still change.
    static let openSeconds: Int64 = 2
    /// Where more rollups change with a batch, a second is written when it is over.
    static let writtenAtOnce = 10_000

    /// The first second that may still change; nil before there was any sample.
    var firstOpen: Int64? { newest.map { $0 - Self.openSeconds } }

    private(set) var newest: Int64?
    /// In order.
    private var seconds: [OpenSecond] = []
    /// What ``takeBack(_:)`` goes back to.
    private var newestBefore: Int64?
    private var hasWritten = false

    /// Counts samples in. They are either written and ``commit(_:)`` is called, or ``takeBack(_:)``.
    mutating func add(_ samples: [Sample]) {
        newestBefore = newest
        let oldest = firstOpen ?? .min
        var place = seconds.count - 1
        for sample in samples {
            let second = max(sample.time.second, oldest)
            if place < 0 || seconds[place].second != second { place = self.place(of: second) }
            newest = max(newest ?? second, second)
            seconds[place].add(sample.weight, thread: sample.thread, stack: sample.stack)
        }
    }

    /// Whether the samples that were counted in last brought one.
    var hasNewSecond: Bool { newest != newestBefore }

    /// Counts samples out that were counted in last.
    mutating func takeBack(_ samples: [Sample]) {
        newest = newestBefore
        let oldest = firstOpen ?? .min
        for sample in samples {
            let place = place(of: max(sample.time.second, oldest))
            seconds[place].add(.zero - sample.weight, thread: sample.thread, stack: sample.stack)
        }
    }

    /// The seconds that are to be written: those that changed since they were, but for the newest where so much changes that
    /// it is better to wait until it is over. The first ones of all are awaited: by a person.
    /// - Parameter all: Not to wait.
    func due(all: Bool) -> [OpenSecond] {
        let changed = seconds.filter { $0.changeCount > 0 }
        let waits = !all && hasWritten && changed.reduce(0) { $0 + $1.changeCount } > Self.writtenAtOnce
        return waits ? changed.filter { $0.second != newest } : changed
    }

    /// Forgets what is over.
    /// - Parameter written: What ``due(all:)`` gave.
    mutating func commit(_ written: [OpenSecond]) {
        hasWritten = hasWritten || !written.isEmpty
        for open in written { seconds[place(of: open.second)].forgetChanges() }
        if let firstOpen, hasNewSecond { seconds.removeAll { $0.second < firstOpen } }
        newestBefore = newest
    }

    private mutating func place(of second: Int64) -> Int {
        let place = seconds.partitioningIndex { $0.second >= second }
        if place == seconds.count || seconds[place].second != second {
            seconds.insert(OpenSecond(second: second, like: seconds.last), at: place)
        }
        return place
    }
}

/// What each thread took at each stack in one second so far.
struct OpenSecond {
    let second: Int64
    private var table: IndexTable
    /// By number in the table.
    private var weights: ContiguousArray<Weight> = []
    private var isChanged: ContiguousArray<Bool> = []
    /// Numbers in the table.
    private var changes: ContiguousArray<Int32> = []

    /// - Parameter other: A second that probably is as full.
    init(second: Int64, like other: OpenSecond?) {
        self.second = second
        table = IndexTable(capacity: other?.weights.count ?? 16)
    }

    var changeCount: Int { changes.count }

    mutating func add(_ weight: Weight, thread: ThreadKey, stack: StackID) {
        let number = table.index(of: IndexTable.pair(thread.rawValue, stack.rawValue))
        if number == weights.count {
            weights.append(weight)
            isChanged.append(true)
            changes.append(Int32(number))
        } else {
            weights[number] += weight
            if !isChanged[number] {
                isChanged[number] = true
                changes.append(Int32(number))
            }
        }
    }

    mutating func forgetChanges() {
        for number in changes { isChanged[Int(number)] = false }
        changes.removeAll(keepingCapacity: true)
    }

    /// What changed and holds anything, in order of thread and stack, whose numbers are above 0.
    var changed: [(thread: Int32, stack: Int32, weight: Weight)] {
        let keys = changes.map { (key: table.keys[Int($0)], number: Int($0)) }.sorted { $0.key < $1.key }
        return keys.lazy.filter { weights[$0.number] != .zero }.map { key, number in
            (
                Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key & 0xFFFF_FFFF),
                weights[number]
            )
        }
    }
}
