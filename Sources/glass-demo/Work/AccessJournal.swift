import Synchronization

/// The requests served so far, behind one lock that the workers, the compactor and the auditor all want.
final class AccessJournal: Sendable {
    struct Entry: Hashable, Sendable {
        let path: String
        let status: UInt
    }

    private struct State {
        var recent: [Entry] = []
        var totals: [Entry: Int] = [:]
    }

    private let state = Mutex(State())

    func record(path: String, status: UInt) {
        let entry = Entry(path: path, status: status)
        state.withLock { $0.recent.append(entry) }
    }

    /// Folds the recent entries into the totals, then checks them. Holds the lock for as long as it takes, on purpose.
    @inline(never)
    func compact() {
        state.withLock { state in
            for entry in state.recent { state.totals[entry, default: 0] += 1 }
            state.recent.removeAll(keepingCapacity: true)
            _ = Self.digest(of: state.totals)
        }
    }

    /// How often each path was answered with each status.
    @inline(never)
    func totals() -> [Entry: Int] {
        state.withLock { $0.recent.reduce(into: $0.totals) { totals, entry in totals[entry, default: 0] += 1 } }
    }

    /// A digest over the totals (FNV-1a, 64 bits), many times over: the compactor's work.
    @inline(never)
    private static func digest(of totals: [Entry: Int]) -> UInt64 {
        let lines = totals.map { "\($0.key.path) \($0.key.status) \($0.value)" }.sorted()
        return (0..<digestRounds).reduce(into: 0xCBF2_9CE4_8422_2325) { hash, _ in
            for line in lines { hash = hashLine(line, into: hash) }
        }
    }

    private static let digestRounds = 40_000

    @inline(never)
    private static func hashLine(_ line: String, into start: UInt64) -> UInt64 {
        var hash = start
        for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
