import Glibc
import SystemPackage

/// Errors and progress.
enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes as it is; what cannot be written there has nowhere else to go.
    static func write(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }

    /// An error or a notice as all commands give it. Names in it come from outside and may hold anything.
    static func report(_ message: String) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
        write("glass: \(lines.joined(separator: "\n"))\n")
    }
}
