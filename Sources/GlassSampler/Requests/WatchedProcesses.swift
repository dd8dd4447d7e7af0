import GlassModel
import GlassSystem

/// The processes whose connections are watched: the target and all that it made.
struct WatchedProcesses {
    private let root: ProcessID
    private(set) var all: [ProcessID]
    private var lastCPU: [ProcessID: Nanoseconds] = [:]
    private var endedCPU = Nanoseconds.zero

    init(root: ProcessID) {
        self.root = root
        all = Self.family(of: root)
    }

    /// Finds processes that came or went; `watch` is called for new ones.
    mutating func lookAgain<Failure: Error>(_ watch: (ProcessID) throws(Failure) -> Void) throws(Failure) {
        let now = Self.family(of: root)
        for process in now where !all.contains(process) { try watch(process) }
        all = now
    }

    /// Whether any of them has a socket open.
    var haveSocket: Bool {
        all.contains { process in
            let folder = "/proc/\(process)/fd"
            let descriptors = (try? ProcFiles.names(in: folder)) ?? []
            return descriptors.contains { (try? ProcFiles.link("\(folder)/\($0)"))?.hasPrefix("socket:") ?? false }
        }
    }

    /// CPU time that all of them have used.
    mutating func usedCPU() -> Nanoseconds {
        for process in all { lastCPU[process] = Clocks.cpuTime(of: process) ?? lastCPU[process] }
        let alive = Set(all)
        for (process, cpu) in lastCPU where !alive.contains(process) {
            endedCPU += cpu
            lastCPU[process] = nil
        }
        return lastCPU.values.reduce(endedCPU, +)
    }

    /// The process and its descendants, in no order but that it comes first.
    static func family(of root: ProcessID) -> [ProcessID] {
        var family = [root]
        var place = 0
        while place < family.count {
            family += children(of: family[place]).filter { !family.contains($0) }
            place += 1
        }
        return family
    }

    /// What `/proc/<pid>/task/*/children` says: the children that each thread made.
    private static func children(of process: ProcessID) -> [ProcessID] {
        let threads = (try? ProcFiles.threads(of: process)) ?? []
        return threads.flatMap { thread -> [ProcessID] in
            let text = (try? ProcFiles.content(of: "/proc/\(process)/task/\(thread)/children")) ?? []
            return text.split(separator: UInt8(ascii: " ")).compactMap {
                Int32(String(decoding: $0, as: UTF8.self)).map { ProcessID($0) }
            }
        }
    }
}
