import GlassModel
import GlassProc
import GlassSystem
import Glibc

/// The processes of the machine, as /proc shows them.
enum RunningProcesses {
    /// All that can be seen. What ends while it is read is left out.
    static func all() throws(SystemError) -> [ProcessMatch] {
        try ProcFiles.processes().compactMap(describe)
    }

    static func exists(_ process: ProcessID) -> Bool { access("/proc/\(process)/stat", F_OK) == 0 }

    static func describe(_ process: ProcessID) -> ProcessMatch? {
        guard let content = try? ProcFiles.content(of: "/proc/\(process)/stat"), let stat = ProcessStat(content.span)
        else { return nil }
        let arguments = (try? ProcFiles.content(of: "/proc/\(process)/cmdline")) ?? []
        return ProcessMatch(
            process: process, parent: stat.parent, name: stat.name,
            arguments: ProcessArguments(arguments.span).arguments,
            canBeProfiled: !stat.isKernelThread && !stat.isZombie)
    }
}

extension RunningProcesses {
    /// The name of a process's program, to call a recording by.
    static func name(of process: ProcessID) -> String {
        if let link = try? ProcFiles.link("/proc/\(process)/exe"), let last = link.split(separator: "/").last {
            let deleted = " (deleted)"
            return last.hasSuffix(deleted) ? String(last.dropLast(deleted.count)) : String(last)
        }
        return describe(process)?.name ?? "process"
    }
}
