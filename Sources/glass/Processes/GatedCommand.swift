import Glibc
import SystemPackage

/// A command that has been started but waits at a gate, as `glass __gate`, until it is let through.
final class GatedCommand {
    enum Output {
        case inherited
        /// Standard output and error go to this new file, and standard input is empty: the screen needs the terminal.
        case file(String)
    }

    let child: ChildProcess
    private let gate: FileDescriptor
    private let ownGroup: Bool

    init(_ command: [String], output: Output) throws(CommandError) {
        do {
            let (gateRead, gateWrite) = try Pipe.open()
            defer { try? gateRead.close() }
            gate = gateWrite
            var opened: [FileDescriptor] = []
            defer { opened.forEach { try? $0.close() } }
            var descriptors = [(gateRead.rawValue, gateRead)]
            if case .file(let path) = output {
                opened = try Self.redirections(to: path)
                descriptors += [(0, opened[0]), (1, opened[1]), (2, opened[1])]
                ownGroup = true
            } else {
                ownGroup = false
            }
            child = try ProgramLaunch(
                path: CompanionProgram.glass, arguments: ["__gate", "\(gateRead.rawValue)", "--"] + command,
                descriptors: descriptors, ownGroup: ownGroup
            ).start()
        } catch {
            throw .systemFailure(what: "the command could not be started", reason: "\(error)")
        }
    }

    /// Lets the command begin.
    func open() {
        _ = try? gate.writeAll([1])
        try? gate.close()
    }

    /// Ends it before it began: there is nobody to profile it.
    func abandon() {
        child.signal(SIGKILL)
        _ = child.wait()
    }

    /// Ends the command if it still runs: asks first, and kills it where it has not ended 5 seconds later.
    @discardableResult
    func end() -> ChildExit {
        guard child.poll() == nil else { return child.wait() }
        signal(SIGTERM)
        for _ in 0..<250 where child.poll() == nil { usleep(20_000) }
        if child.poll() == nil { signal(SIGKILL) }
        return child.wait()
    }

    private func signal(_ number: Int32) {
        if ownGroup { child.signalGroup(number) } else { child.signal(number) }
    }

    private static func redirections(to path: String) throws -> [FileDescriptor] {
        let empty = try FileDescriptor.open("/dev/null", .readOnly, options: [.closeOnExec])
        let file = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
        return [empty, file]
    }
}
