import GlassExchange
import GlassModel

/// What can go wrong in a command, as data; `description` words it, ``status`` is what the shell sees.
enum CommandError: Error, Equatable {
    case wrongUsage(String)
    case noSuchInput(path: String)
    case unreadableInput(path: String, reason: String)
    case inputIsDirectory(path: String)
    case importFailed(ImportError)
    case noSuchProcess(ProcessID)
    case noProcessNamed(String)
    case severalProcesses(name: String, matches: [ProcessMatch])
    /// What is wrong, with its place.
    case configurationWrong(String)
    case noSuchConfiguration(path: String)
    case outputExists(path: String)
    case outputNotWritable(path: String, reason: String)
    case agentMissing(path: String)
    case agentNotStarted(path: String, reason: String)
    /// The agent said why it failed, in its own words, and ended with this status.
    case agentFailed(message: String, status: Int32)
    case demoMissing(path: String)
    case demoFailed(reason: String)
    case systemFailure(what: String, reason: String)

    var status: ExitStatus {
        switch self {
        case .wrongUsage, .severalProcesses: .usage
        case .importFailed, .inputIsDirectory, .configurationWrong: .notAProfile
        case .noSuchInput, .noSuchConfiguration: .noInput
        case .unreadableInput: .notPermitted
        case .noSuchProcess, .noProcessNamed, .agentMissing, .agentNotStarted, .demoMissing, .demoFailed,
            .systemFailure:
            .unavailable
        case .outputExists, .outputNotWritable: .cannotWrite
        case .agentFailed(_, let status): ExitStatus(rawValue: status) ?? .unavailable
        }
    }
}

extension CommandError: CustomStringConvertible {
    /// One or two lines: what happened, to which thing; what to do about it.
    var description: String {
        switch self {
        case .wrongUsage(let sentence), .configurationWrong(let sentence): sentence
        case .noSuchConfiguration(let path): "there is no file \(quoted(path))"
        case .noSuchInput(let path):
            "there is no file \(quoted(path)); `glass recordings` lists the recordings there are"
        case .unreadableInput(let path, let reason): "\(quoted(path)) cannot be read: \(reason)"
        case .inputIsDirectory(let path): "\(quoted(path)) is a directory; name a recording or a profile in it"
        case .importFailed(let error): "\(error)".printable
        case .noSuchProcess(let process): "there is no process \(process); it may have ended"
        case .noProcessNamed(let name):
            "no running process is named \(quoted(name)); give its pid, or more of its command line"
        case .severalProcesses(let name, let matches): severalText(name: name, matches: matches)
        case .outputExists(let path): "\(quoted(path)) exists already; remove it or name another file with -o"
        case .outputNotWritable(let path, let reason): "\(quoted(path)) cannot be written: \(reason)"
        case .agentMissing(let path):
            "the agent \(quoted(path)) is not there; install glass-agent beside glass, or set GLASS_AGENT to its path"
        case .agentNotStarted(let path, let reason): "the agent \(quoted(path)) could not be started: \(reason)"
        case .agentFailed(let message, _): message
        case .demoMissing(let path):
            "the sample service \(quoted(path)) is not there; install glass-demo beside glass"
        case .demoFailed(let reason): "the sample service did not start: \(reason)"
        case .systemFailure(let what, let reason): "\(what): \(reason)"
        }
    }

    private func quoted(_ text: String) -> String { "“\(text.printable)”" }

    private func severalText(name: String, matches: [ProcessMatch]) -> String {
        let shown = matches.prefix(20).map { "  \($0.line)" }
        let more = matches.count > shown.count ? ["  … and \(matches.count - shown.count) more"] : []
        return (["\(matches.count) processes match \(quoted(name)); give the pid of one of them:"] + shown + more)
            .joined(separator: "\n")
    }
}

extension String {
    /// The text with blanks for control characters, so that a file name or a command line cannot drive the terminal.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
