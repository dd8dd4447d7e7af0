import GlassModel
import GlassProc
import GlassSystem
import Glibc

extension TargetFacts {
    /// Asks the system about a process. What may not be read stays unknown.
    static func collect(_ process: ProcessID) -> TargetFacts {
        var facts = TargetFacts(process: process)
        let folder = "/proc/\(process)"
        guard let status = SmallFile.text("\(folder)/status") else { return facts }
        facts.status = StatusFields(status)
        if let content = try? ProcFiles.content(of: "\(folder)/stat"), let stat = ProcessStat(content.span) {
            facts.isKernelThread = stat.isKernelThread
        }
        if let tracer = facts.status?.tracer, tracer != 0 {
            facts.tracerName =
                SmallFile.text("/proc/\(tracer)/comm")?.split(separator: "\n").first.map(String.init) ?? ""
        }
        facts.procOwner = owner(of: "\(folder)/stat")
        facts.executable = try? ProcFiles.link("\(folder)/exe")
        facts.header = (try? ReadableFile("\(folder)/exe"))?.bytes(at: 0, count: 20) ?? []
        facts.foreignNamespaces = foreignNamespaces(folder)
        facts.mayReadMemory = (try? ReadableFile("\(folder)/mem")) != nil
        facts.modules = ModuleFacts.collect(process)
        return facts
    }

    private static func owner(of path: String) -> UInt32 {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_uid : 0
    }

    private static func foreignNamespaces(_ folder: String) -> [String] {
        ["user", "pid", "mnt"].filter { kind in
            guard let theirs = try? ProcFiles.link("\(folder)/ns/\(kind)"),
                let ours = try? ProcFiles.link("/proc/self/ns/\(kind)")
            else { return false }
            return theirs != ours
        }
    }
}
