import ArgumentParser
import CGlass
import Glibc

/// Waits until the agent is attached, then becomes the command of `glass run`: same process, so that the agent sees
/// it from its first instruction.
struct Gate: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "__gate", shouldDisplay: false)

    @Argument var descriptor: Int32
    @Argument(parsing: .postTerminator) var command: [String]

    func run() throws {
        // The agent is a sibling, which Yama would not let trace this process; without Yama the call fails.
        _ = cglass_allow_any_tracer()
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) < 0, errno == EINTR {}
        guard let program = command.first else { throw ExitCode(ExitStatus.usage.rawValue) }
        let failure = withCStrings(command) { argv in
            execvp(program, argv)
            return errno
        }
        StandardError.report("“\(program.printable)” cannot be run: \(String(cString: strerror(failure)))")
        // As a shell has it: 127 for a command that is not there, 126 for one that cannot be run.
        throw ExitCode(failure == ENOENT ? 127 : 126)
    }
}
