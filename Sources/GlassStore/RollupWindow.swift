import GlassModel

/// Sums samples into seconds. A second stays open while a sample of it may still come: the newest one and the
/// ``openSeconds`` before it. What comes later still counts to the oldest open second, so that an older one never
/// changes again: readers that tail a recording rely on it.
struct RollupWindow {
    /// How many seconds before the newest may still change.
    static let openSeconds: Int64 = 2

    struct Key: Hashable, Comparable {
        let second: Int64
        let thread: Int32
        let stack: Int32

        /// Of one number: there is a look-up for each sample.
        func hash(into hasher: inout Hasher) {
            let place = UInt64(UInt32(bitPattern: thread)) << 32 | UInt64(UInt32(bitPattern: stack))
            hasher.combine(place ^ UInt64(bitPattern: second) << 56)
        }

        static func < (left: Key, right: Key) -> Bool {
            (left.second, left.thread, left.stack) < (right.second, right.thread, right.stack)
        }
    }

    /// What a batch changes, not yet counted.
    struct Change {
        fileprivate(set) var newest: Int64?
        /// New totals, by key.
        fileprivate(set) var totals: [Key: Weight] = [:]

        /// The first second that may still change after it; nil before there was any sample.
        var firstOpen: Int64? { newest.map { $0 - RollupWindow.openSeconds } }
    }

    /// The first second that may still change; nil before there was any sample.
    var firstOpen: Int64? { newest.map { $0 - Self.openSeconds } }

    private var newest: Int64?
    private var open: [Key: Weight] = [:]
    /// How many totals the batch before changed: about as many as the next one does.
    private var lastChange = 0

    /// The totals that `samples` lead to. The window itself changes only with ``commit(_:)``, once they are written.
    func change(by samples: [Sample]) -> Change {
        var change = Change(newest: newest)
        change.totals.reserveCapacity(min(lastChange, samples.count))
        let oldest = firstOpen ?? .min
        for sample in samples {
            let second = max(sample.time.second, oldest)
            let key = Key(second: second, thread: sample.thread.rawValue, stack: sample.stack.rawValue)
            change.totals[key, default: open[key] ?? .zero] += sample.weight
            change.newest = max(change.newest ?? second, second)
        }
        return change
    }

    mutating func commit(_ change: Change) {
        lastChange = change.totals.count
        open.merge(change.totals) { _, total in total }
        guard let latest = change.newest, latest != newest else { return }
        newest = latest
        open = open.filter { $0.key.second >= latest - Self.openSeconds }
    }
}
