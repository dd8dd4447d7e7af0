import ArgumentParser
import GlassModel
import Glibc

/// A process on the command line: by its number or by name.
struct TargetArgument: ExpressibleByArgument, Equatable {
    let text: String

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }

    /// The names of what runs, each once.
    static var completion: CompletionKind {
        .custom { _, _, _ in
            let running = ((try? RunningProcesses.all()) ?? []).filter(\.canBeProfiled)
            return Set(running.map(\.name)).sorted()
        }
    }

    /// The process that is meant: asks the user where several are and somebody is there to answer.
    func resolve() throws -> ProcessID {
        if text.allSatisfy({ $0.isASCII && $0.isNumber }) { return try byNumber() }
        let matches = ProcessSearch.matches(text, in: try RunningProcesses.all(), own: ProcessID(getpid()))
        switch matches.count {
        case 0: throw CommandError.noProcessNamed(text)
        case 1: return matches[0].process
        default: return try TargetPicker(name: text, matches: matches).pick()
        }
    }

    private func byNumber() throws(CommandError) -> ProcessID {
        guard let number = Int32(text), number > 0 else { throw .wrongUsage("\(text) is not the number of a process") }
        let process = ProcessID(number)
        guard RunningProcesses.exists(process) else { throw .noSuchProcess(process) }
        return process
    }
}
