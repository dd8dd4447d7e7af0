import Glibc
import Synchronization

/// The programs that the keeper has started, so that all of them end with it.
final class Children: Sendable {
    private struct State {
        var isEnding = false
        /// The signal that ends each.
        var running: [pid_t: CInt] = [:]
    }

    private let state = Mutex(State())

    /// Whether no program is to start any more, and none is to be missed.
    var isEnding: Bool { state.withLock(\.isEnding) }

    /// Starts a program, unless all are being ended: then `nil`.
    /// - Throws: `DemoError.noProgram`.
    func start(_ program: ProgramStart, endingWith signal: CInt) throws(DemoError) -> pid_t? {
        try state.withLock { (state) throws(DemoError) -> pid_t? in
            guard !state.isEnding else { return nil }
            let process = try program.start()
            state.running[process] = signal
            return process
        }
    }

    /// Waits for the end of a program; whether it ended with status 0.
    func waitForSuccess(of process: pid_t) -> Bool {
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        state.withLock { $0.running[process] = nil }
        return status == 0
    }

    /// Whether the program still runs.
    func runs(_ process: pid_t) -> Bool {
        guard waitpid(process, nil, WNOHANG) == 0 else {
            state.withLock { $0.running[process] = nil }
            return false
        }
        return true
    }

    /// Ends every program with its signal, kills those that take longer than 3 s, and lets none start any more.
    func endAll() {
        let running = state.withLock { state in
            state.isEnding = true
            return state.running
        }
        // Each leads a group of its own: its helpers end with it.
        for (process, signal) in running { kill(-process, signal) }
        for process in running.keys { waitOrKill(process) }
    }

    private func waitOrKill(_ process: pid_t) {
        for _ in 0..<300 {
            if waitpid(process, nil, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(-process, SIGKILL)
        waitpid(process, nil, 0)
    }
}
