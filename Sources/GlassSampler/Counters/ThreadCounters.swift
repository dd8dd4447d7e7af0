import GlassModel
import GlassProc
import GlassSystem

/// Reads the counters of threads, at most so many a second: of a process with thousands each is read less often.
struct ThreadCounters {
    private static let readingsPerSecond = 128
    private var next = 0
    private var switches: [ThreadKey: (voluntary: Int64, involuntary: Int64)] = [:]

    /// Context switches of all threads that were ever seen, as of their last reading.
    private(set) var voluntarySwitches: Int64 = 0
    private(set) var involuntarySwitches: Int64 = 0
    /// Threads whose name is another than their record says.
    private(set) var renamed: [ThreadRecord] = []

    /// Reads the next few of `records`.
    mutating func read(_ records: [ThreadRecord], at time: Timestamp) -> [CounterReading] {
        renamed.removeAll()
        guard !records.isEmpty else { return [] }
        let ordered = records.sorted { $0.key < $1.key }
        let count = min(Self.readingsPerSecond, ordered.count)
        let turn = (0..<count).map { ordered[(next + $0) % ordered.count] }
        next = (next + count) % ordered.count
        forgetEnded(ordered)
        return turn.flatMap { read($0, at: time) }
    }

    /// A target that makes new threads without end must not fill the memory.
    private mutating func forgetEnded(_ records: [ThreadRecord]) {
        guard switches.count > records.count + 1024 else { return }
        let living = Set(records.map(\.key))
        switches = switches.filter { living.contains($0.key) }
    }

    private mutating func read(_ record: ThreadRecord, at time: Timestamp) -> [CounterReading] {
        let folder = "/proc/\(record.process)/task/\(record.thread)"
        guard let text = try? ProcFiles.content(of: folder + "/status"), let status = ThreadStatus(text.span) else {
            return []
        }
        if status.name != record.name {
            var current = record
            current.name = status.name
            renamed.append(current)
        }
        countSwitches(record.key, status)
        var readings = [
            CounterReading(time: time, kind: .threadState, thread: record.key, value: Int64(status.state))
        ]
        if let text = try? ProcFiles.content(of: folder + "/schedstat"), let scheduling = SchedStat(text.span) {
            readings.append(
                CounterReading(
                    time: time, kind: .threadCPU, thread: record.key, value: scheduling.runTime.rawValue))
        }
        return readings
    }

    private mutating func countSwitches(_ key: ThreadKey, _ status: ThreadStatus) {
        let now = (
            voluntary: Int64(clamping: status.voluntarySwitches),
            involuntary: Int64(clamping: status.involuntarySwitches)
        )
        let before = switches.updateValue(now, forKey: key) ?? (0, 0)
        voluntarySwitches += now.voluntary - before.voluntary
        involuntarySwitches += now.involuntary - before.involuntary
    }
}
