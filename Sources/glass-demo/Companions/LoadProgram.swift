import Glibc
import Synchronization

/// The load, as the keeper starts it: a process of its own, so that the service itself only serves.
final class LoadProgram: Sendable {
    private let executable: String
    private let children: Children
    private let input = Mutex<CInt?>(nil)

    init(executable: String, children: Children) {
        self.executable = executable
        self.children = children
    }

    /// Starts it; without it the service goes on, only that nobody asks.
    func start(port: String, rate: String) {
        guard let pipe = try? LinePipe() else { return }
        // It ends by itself when its input closes, also where the keeper was killed.
        let program = ProgramStart(
            path: executable, title: "demo-load", arguments: ["__load", "--port", port, "--rate", rate],
            input: pipe.readEnd)
        _ = try? children.start(program, endingWith: SIGKILL)
        close(pipe.readEnd)
        input.withLock { $0 = pipe.writeEnd }
    }

    func send(_ line: String) {
        input.withLock { input in
            if let input { writeLine(line, to: input) }
        }
    }
}
