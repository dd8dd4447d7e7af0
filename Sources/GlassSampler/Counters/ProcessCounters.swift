import GlassModel
import GlassProc
import GlassSystem
import Glibc

/// Reads the counters of one process from /proc.
struct ProcessCounters {
    /// Values by kind; a kind that could not be read is missing.
    private(set) var values: [CounterKind: Int64] = [:]

    /// `withProportionalMemory` walks all mappings of the process, which the kernel does under the lock that the
    /// process itself takes to map memory: not to be done each time for a large one.
    init(of process: ProcessID, withProportionalMemory: Bool) {
        let folder = "/proc/\(process)"
        readStat(folder)
        readMemory(folder, withProportionalMemory)
        readTraffic(folder)
        values[.openFiles] = Self.openFiles(folder).map { Int64(clamping: $0) }
    }

    private mutating func readStat(_ folder: String) {
        guard let text = try? ProcFiles.content(of: folder + "/stat"), let stat = ProcessStat(text.span) else { return }
        values[.cpuUser] = Self.nanoseconds(ticks: stat.userTicks)
        values[.cpuSystem] = Self.nanoseconds(ticks: stat.systemTicks)
        values[.faultsMinor] = Int64(clamping: stat.minorFaults)
        values[.faultsMajor] = Int64(clamping: stat.majorFaults)
        values[.threads] = stat.threads
    }

    private mutating func readMemory(_ folder: String, _ withProportional: Bool) {
        if let status = Self.numbers(folder + "/status"), let bytes = status.bytes("VmRSS") {
            values[.memoryResident] = Int64(clamping: bytes)
        }
        guard withProportional, let rollup = Self.numbers(folder + "/smaps_rollup"), let bytes = rollup.bytes("Pss")
        else { return }
        values[.memoryProportional] = Int64(clamping: bytes)
    }

    private mutating func readTraffic(_ folder: String) {
        guard let traffic = Self.numbers(folder + "/io") else { return }
        values[.bytesRead] = traffic["rchar"].map { Int64(clamping: $0) }
        values[.bytesWritten] = traffic["wchar"].map { Int64(clamping: $0) }
    }

    static func numbers(_ path: String) -> KeyedNumbers? {
        (try? ProcFiles.content(of: path)).map { KeyedNumbers($0.span) }
    }

    static func nanoseconds(ticks: UInt64) -> Int64 {
        let (product, overflow) = ticks.multipliedReportingOverflow(by: 1_000_000_000 / Clocks.ticksPerSecond)
        return overflow ? .max : Int64(clamping: product)
    }

    /// Since Linux 6.2 the size of the directory is the count of open files; before, it is 0.
    private static func openFiles(_ folder: String) -> Int? {
        var information = stat()
        if stat(folder + "/fd", &information) == 0, information.st_size > 0 { return information.st_size }
        return (try? ProcFiles.names(in: folder + "/fd"))?.count
    }
}
