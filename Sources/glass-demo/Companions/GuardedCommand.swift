import ArgumentParser
import CDemo
import Foundation
import Glibc

/// Becomes another program that ends when the keeper does, and that is another user where one is named.
struct GuardedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "__guarded")

    /// The signal that the kernel sends when the keeper is gone.
    @Option var signal: CInt
    @Option var user: String?
    @Argument(parsing: .postTerminator) var command: [String]

    func run() throws {
        let parent = getppid()
        if let user { try become(user) }
        // After the change of user, which takes the signal back.
        guard let program = command.first, cdemo_signal_when_parent_ends(signal) == 0, getppid() == parent else {
            throw ExitCode(69)
        }
        _ = withArgumentVector(command) { execv(program, $0) }
        throw ExitCode(69)
    }

    private func become(_ user: String) throws {
        guard let entry = getpwnam(user) else { throw ExitCode(69) }
        let (userID, groupID) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
        guard initgroups(user, groupID) == 0, setgid(groupID) == 0, setuid(userID) == 0 else { throw ExitCode(77) }
    }
}
