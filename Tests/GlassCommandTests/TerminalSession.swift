import Foundation
import Glibc

/// The built `glass` on a terminal of its own: a pseudo-terminal that it is the session leader of, as under a shell.
final class TerminalSession {
    /// Why a test cannot go on.
    enum Failure: Error {
        case notStarted(Int32)
        /// It has drawn nothing for two minutes though it was asked to.
        case silent(sent: Int)
        case ended(status: Int32)
    }

    private(set) var screen: TerminalScreen
    private(set) var received = 0
    private(set) var sent = 0
    /// What it has written lately, as it came.
    private(set) var tail = ""
    let process: pid_t
    private let outer: Int32
    /// Kept open so that what was written can be read after the program's end.
    private var inner: Int32
    private let before: termios
    private var undecoded: [UInt8] = []
    private var status: Int32?

    init(
        _ arguments: [String], in sandbox: Sandbox, term: String = "xterm-256color",
        environment: [String: String] = [:], width: Int = 80, height: Int = 24
    ) throws {
        screen = TerminalScreen(width: width, height: height)
        var ends: (outer: Int32, inner: Int32) = (-1, -1)
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&ends.outer, &ends.inner, &name, nil, &size) == 0 else { throw Failure.notStarted(errno) }
        (outer, inner) = ends
        for end in [outer, inner] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(outer, F_SETFL, O_NONBLOCK)
        before = Self.modes(of: inner)
        let variables = [
            "PATH": "/usr/bin:/bin", "HOME": sandbox.path, "XDG_STATE_HOME": sandbox.path, "TZ": "UTC", "TERM": term,
            "EDITOR": "true",
        ].merging(environment) { $1 }
        process = try Self.spawn(
            ["/usr/bin/env", "-C", sandbox.path, GlassRun.executable] + arguments, variables, on: name)
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(outer)
        if inner >= 0 { close(inner) }
    }

    private static func spawn(
        _ command: [String], _ variables: [String: String], on terminal: [CChar]
    ) throws -> pid_t {
        var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // A session leader's first terminal becomes its controlling one.
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // POSIX_SPAWN_SETSID of <spawn.h>, which Swift does not import.
        let ownSession: Int32 = 0x80
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | ownSession))
        let arguments = command.map { strdup($0) } + [nil]
        let environment = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var process = pid_t()
        let error = posix_spawn(&process, command[0], &actions, &attributes, arguments, environment)
        guard error == 0 else { throw Failure.notStarted(error) }
        return process
    }

    private static func modes(of terminal: Int32) -> termios {
        var modes = termios()
        tcgetattr(terminal, &modes)
        return modes
    }

    // MARK: Typing

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Types, and meanwhile takes in what is shown: a program that waits for its output to be read reads no keys.
    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let ready = try wait(for: Int16(POLLIN | POLLOUT))
            if ready & Int16(POLLIN) != 0 { take() }
            guard ready & Int16(POLLOUT) != 0 else { continue }
            let count = rest.withUnsafeBytes { write(outer, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                sent += count
            }
        }
    }

    /// Waits until all that was typed has had its effect on the screen: asks for a whole new picture and waits for it.
    /// A paste or a sequence that was begun is ended first.
    func settle() throws {
        let repaints = screen.repaints
        try send("\u{1B}[201~\u{0C}")
        try read { $0.repaints > repaints && $0.isWhole }
    }

    func resize(width: Int, height: Int) {
        screen.resize(width: width, height: height)
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(outer, UInt(TIOCSWINSZ), &size)
    }

    // MARK: Looking

    /// Reads until the screen is as wanted.
    func read(until isWanted: (TerminalScreen) -> Bool) throws {
        while !isWanted(screen) {
            if try wait(for: Int16(POLLIN)) & Int16(POLLIN) != 0 { take() }
        }
    }

    private func wait(for events: Int16) throws -> Int16 {
        for _ in 0..<600 {
            var ready = pollfd(fd: outer, events: events, revents: 0)
            if poll(&ready, 1, 200) > 0 { return ready.revents }
            if let ended = statusNow() { throw Failure.ended(status: ended) }
        }
        throw Failure.silent(sent: sent)
    }

    /// False where there is no more to read.
    @discardableResult private func take() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(outer, &bytes, bytes.count)
        guard count > 0 else { return false }
        received += count
        undecoded += bytes[..<count]
        // A character may be cut.
        let whole = undecoded.count - (undecoded.lastIndex { $0 < 0x80 || $0 >= 0xC0 }.map(cut) ?? 0)
        let text = String(decoding: undecoded[..<whole], as: UTF8.self)
        undecoded.removeFirst(whole)
        screen.feed(text.unicodeScalars)
        tail = String((tail + text).suffix(4_000))
        return true
    }

    /// How many bytes of a character that is not complete begin at a place.
    private func cut(_ start: Int) -> Int {
        let (first, count) = (undecoded[start], undecoded.count - start)
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
        return count < length ? count : 0
    }

    // MARK: The end

    private func statusNow() -> Int32? {
        if status == nil {
            var code: Int32 = 0
            if waitpid(process, &code, WNOHANG) == process { status = code }
        }
        return status
    }

    /// Waits for its end and takes in what it has left on the screen. Gives the status as `waitpid` has it.
    func waitForEnd() -> Int32 {
        while statusNow() == nil {
            var ready = pollfd(fd: outer, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 50) > 0, ready.revents & Int16(POLLIN) != 0 { take() }
        }
        var ready = pollfd(fd: outer, events: Int16(POLLIN), revents: 0)
        while poll(&ready, 1, 0) > 0, take() {}
        return status ?? -1
    }

    /// Waits until it has been stopped, as by Ctrl-Z, and takes in what it has left on the screen.
    func waitForStop() -> Bool {
        var info = siginfo_t()
        while waitid(P_PID, id_t(process), &info, WSTOPPED | WEXITED | WNOHANG | WNOWAIT) == 0, info.si_signo == 0 {
            var ready = pollfd(fd: outer, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 50) > 0, ready.revents & Int16(POLLIN) != 0 { take() }
        }
        var ready = pollfd(fd: outer, events: Int16(POLLIN), revents: 0)
        while poll(&ready, 1, 0) > 0, take() {}
        return info.si_code == CLD_STOPPED
    }

    /// The window is closed.
    func closeTerminal() {
        close(inner)
        inner = -1
        let closed = open("/dev/null", O_RDONLY)
        dup2(closed, outer)
        close(closed)
    }

    /// Whether keys, echo and output work as before.
    var hasModesOfBefore: Bool {
        let now = Self.modes(of: inner)
        return now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag
    }
}
