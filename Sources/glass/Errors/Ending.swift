import ArgumentParser
import GlassStore
import GlassSystem
import GlassTerminal
import Glibc

extension Glass {
    /// Says what went wrong, on standard error, and exits with its status; help that was asked for goes to standard
    /// output.
    static func end(with error: any Error) -> Never {
        switch error {
        case let error as CommandError: fail("\(error)", error.status)
        case let error as StoreError: fail("\(error)", error.status)
        case let error as TerminalError: fail("\(error)", .unavailable)
        case let error as SystemError: fail("\(error)", .unavailable)
        default: endAsParserSays(error)
        }
    }

    private static func fail(_ message: String, _ status: ExitStatus) -> Never {
        StandardError.report(message)
        Glibc.exit(status.rawValue)
    }

    private static func endAsParserSays(_ error: any Error) -> Never {
        let message = fullMessage(for: error)
        let code = exitCode(for: error)
        let label = "Error: "
        if !message.isEmpty, code == .success {
            Swift.print(message)
        } else if !message.isEmpty {
            StandardError.report(message.hasPrefix(label) ? String(message.dropFirst(label.count)) : message)
        }
        Glibc.exit(code.rawValue)
    }
}

extension StoreError {
    var status: ExitStatus {
        switch kind {
        case .noInput: .noInput
        case .notAProfile: .notAProfile
        case .notWritable: .cannotWrite
        case .notPermitted: .notPermitted
        case .usage: .usage
        }
    }
}
