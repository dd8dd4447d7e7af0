import Glibc
import Synchronization

/// A child process with pipes at its standard input and output. Killed and reaped when it goes out of scope.
public final class Subprocess {
    public let process: pid_t
    private var input: Int32
    private let output: Int32
    private var pending: [UInt8] = []
    private var status: Int32?

    /// Held while pipes are made and a child is started, so that no child inherits the pipes of another.
    private static let spawning = Mutex(())

    public convenience init(_ arguments: [String]) throws {
        let started = try Self.spawning.withLock { _ in try Self.start(arguments) }
        self.init(process: started.process, input: started.input, output: started.output)
    }

    private init(process: pid_t, input: Int32, output: Int32) {
        self.process = process
        self.input = input
        self.output = output
    }

    private static func start(_ arguments: [String]) throws -> (process: pid_t, input: Int32, output: Int32) {
        guard let program = arguments.first else { throw TestFailure("no program was named") }
        let (inputRead, inputWrite) = try closedOnExec()
        let (outputRead, outputWrite) = try closedOnExec()
        defer {
            close(inputRead)
            close(outputWrite)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputRead, 0)
        posix_spawn_file_actions_adddup2(&actions, outputWrite, 1)
        var child: pid_t = 0
        let words = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        // The threads that run tests may have signals blocked, which a child would inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let code = posix_spawnp(&child, program, &actions, &attributes, words, environ)
        guard code == 0 else {
            close(inputWrite)
            close(outputRead)
            throw TestFailure("\(program) could not be started: \(String(cString: strerror(code)))")
        }
        return (child, inputWrite, outputRead)
    }

    deinit {
        if status == nil { kill(process, SIGKILL) }
        _ = wait()
        closeInput()
        close(output)
    }

    private static func closedOnExec() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestFailure("no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    public func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    public func write(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
    }

    /// The next line of output, without its end; none when there is no more.
    public func readLine() -> String? {
        while true {
            if let end = pending.firstIndex(of: 10) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    public func readRest() -> String {
        while fill() {}
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    private func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var count: Int
        repeat { count = read(output, &buffer, buffer.count) } while count < 0 && errno == EINTR
        guard count > 0 else { return false }
        pending += buffer[..<count]
        return true
    }

    /// Waits for the end and gives the status as `waitpid` does.
    @discardableResult
    public func wait() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while waitpid(process, &raw, 0) < 0 && errno == EINTR {}
        status = raw
        return raw
    }

    /// Runs a command to its end; its output.
    public static func output(of arguments: [String]) throws -> String {
        let child = try Subprocess(arguments)
        child.closeInput()
        let text = child.readRest()
        guard child.wait() == 0 else {
            throw TestFailure("failed with status \(child.wait()): \(arguments.joined(separator: " "))")
        }
        return text
    }
}
