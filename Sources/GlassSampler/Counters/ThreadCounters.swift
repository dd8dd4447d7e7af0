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
        guard let statText = try? ProcFiles.content(of: folder + "/stat"), let stat = ProcessStat(statText.span) else {
            return []
        }
        if stat.name != record.name {
            var current = record
            current.name = stat.name
            renamed.append(current)
        }
        countSwitches(record.key, folder)
        var readings = [
            CounterReading(time: time, kind: .threadState, thread: record.key, value: Int64(stat.state))
        ]
        if let text = try? ProcFiles.content(of: folder + "/schedstat"), let scheduling = SchedStat(text.span) {
            readings.append(
                CounterReading(
                    time: time, kind: .threadCPU, thread: record.key, value: scheduling.runTime.rawValue))
        }
        return readings
    }

    private mutating func countSwitches(_ key: ThreadKey, _ folder: String) {
        guard let status = ProcessCounters.numbers(folder + "/status"),
            let voluntary = status["voluntary_ctxt_switches"], let involuntary = status["nonvoluntary_ctxt_switches"]
        else { return }
        let now = (voluntary: Int64(clamping: voluntary), involuntary: Int64(clamping: involuntary))
        let before = switches.updateValue(now, forKey: key) ?? (0, 0)
        voluntarySwitches += now.voluntary - before.voluntary
        involuntarySwitches += now.involuntary - before.involuntary
    }
}
