import CGlass
import Glibc
import Synchronization
import SystemPackage

/// The terminal, taken over for a full-screen program: raw mode, alternate screen, no cursor, mouse and pasted text as
/// events. It is given back by ``close()``, and by signal handlers on every other way out.
///
/// One at a time: signal handlers belong to the process.
public final class Terminal: Sendable {
    let input: FileDescriptor
    let output: FileDescriptor
    private let saved: termios
    private let modes: TerminalModes
    let signals: (readEnd: FileDescriptor, writeEnd: FileDescriptor)
    /// Where the reader tells that it has paused, or ended.
    let pauses: (readEnd: FileDescriptor, writeEnd: FileDescriptor)
    private let hasReader = Mutex(false)

    /// Takes over the terminal of standard input and output.
    ///
    /// - Parameter environment: for `TERM`; a terminal that cannot place text is refused.
    /// - Throws: ``TerminalError``.
    public convenience init(environment: [String: String], mouse: Bool) throws(TerminalError) {
        switch environment["TERM"] ?? "" {
        case "": throw .typeUnknown
        case let type where ["dumb", "unknown", "network", "dialup"].contains(type): throw .incapable(type: type)
        default: break
        }
        guard isatty(0) == 1 else { throw .notATerminal(stream: "input") }
        guard isatty(1) == 1 else { throw .notATerminal(stream: "output") }
        try self.init(
            input: .standardInput, output: .standardOutput,
            capabilities: TerminalCapabilities(environment: environment), mouse: mouse)
    }

    init(
        input: FileDescriptor, output: FileDescriptor, capabilities: TerminalCapabilities = .modern, mouse: Bool
    ) throws(TerminalError) {
        self.input = input
        self.output = output
        modes = TerminalModes(capabilities: capabilities, mouse: mouse)
        var mode = termios()
        guard tcgetattr(input.rawValue, &mode) == 0 else { throw .failed(operation: "read the modes of", .last) }
        saved = mode
        do {
            signals = try FileDescriptor.pipe()
            pauses = try FileDescriptor.pipe()
        } catch {
            throw .failed(operation: "open a pipe for", error as? Errno ?? .ioError)
        }
        try arm()
        try enter()
    }

    private func arm() throws(TerminalError) {
        for end in [signals.readEnd, signals.writeEnd] {
            _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end.rawValue, F_SETFL, O_NONBLOCK)
        }
        for end in [pauses.readEnd, pauses.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        var mode = saved
        let status = modes.leave.withUnsafeBytes { bytes in
            glass_terminal_arm(
                input.rawValue, output.rawValue, signals.writeEnd.rawValue, &mode,
                bytes.bindMemory(to: CChar.self).baseAddress,
                bytes.count)
        }
        guard status == 0 else { throw .failed(operation: "catch signals for", Errno(rawValue: status)) }
    }

    /// Makes sure that the terminal is given back even if the calling thread uses up its stack. Each thread that runs
    /// much code on behalf of the screen asks for that; only the first time it costs anything.
    public func guardThread() { _ = glass_terminal_guard_thread() }

    /// Takes the terminal over again after ``suspend()``. A process that goes on in the background has to wait until it
    /// is brought to the front: it stops again.
    public func enter() throws(TerminalError) {
        while isInBackground { kill(getpid(), SIGSTOP) }
        var raw = saved
        cfmakeraw(&raw)
        guard tcsetattr(input.rawValue, TCSANOW, &raw) == 0 else {
            // A terminal that hangs up continues its processes too.
            throw isGone ? .closed : .failed(operation: "set the modes of", .last)
        }
        try write(modes.enter)
    }

    /// Whether the terminal belongs to another job of the shell.
    private var isInBackground: Bool {
        let front = tcgetpgrp(input.rawValue)
        return front > 0 && front != getpgrp()
    }

    func leave() {
        try? write(modes.leave)
        var mode = saved
        tcsetattr(input.rawValue, TCSADRAIN, &mode)
    }

    /// Gives the terminal back and stops the process, as C-z does. When it is continued, ``TerminalEvent/continued``
    /// comes, and ``enter()`` is due.
    public func suspend() {
        leave()
        kill(getpid(), SIGSTOP)
    }

    /// Gives the terminal back for good. Events end.
    public func close() {
        leave()
        glass_terminal_disarm(isGone ? 1 : 0)
        _ = try? signals.writeEnd.writeAll([0])
    }

    private var isGone: Bool {
        var state = pollfd(fd: output.rawValue, events: 0, revents: 0)
        return poll(&state, 1, 0) > 0 && state.revents & Int16(POLLHUP) != 0
    }

    /// What it measures now; 80×24 where it does not say.
    public var size: Size {
        var window = winsize()
        guard ioctl(output.rawValue, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return Size(width: 80, height: 24)
        }
        return Size(width: Int(window.ws_col), height: Int(window.ws_row))
    }

    /// Writes all of it, waiting where the terminal is slow.
    public func write(_ bytes: [UInt8]) throws(TerminalError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            do {
                rest = rest.dropFirst(try rest.withUnsafeBytes { try output.write($0) })
            } catch Errno.resourceTemporarilyUnavailable {
                waitUntilWritable()
            } catch Errno.ioError, Errno.brokenPipe {
                throw .closed
            } catch {
                throw .failed(operation: "write to", error as? Errno ?? .ioError)
            }
        }
    }

    private func waitUntilWritable() {
        var wanted = pollfd(fd: output.rawValue, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wanted, 1, 1000)
    }

    /// What happens, read by a thread of its own until ``close()``, or until the terminal goes away. One reader.
    public func events() -> AsyncStream<TerminalEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: TerminalEvent.self)
        hasReader.withLock { $0 = true }
        TerminalReader(input: input, signals: signals.readEnd, terminal: self, continuation: continuation).start()
        return stream
    }

    /// Leaves the keys to somebody else. False where nobody reads them.
    func pauseReading() -> Bool {
        guard hasReader.withLock({ $0 }) else { return false }
        _ = try? signals.writeEnd.writeAll([TerminalReader.pause])
        // Until then a key may still be taken from the other one.
        var byte: [UInt8] = [0]
        _ = try? byte.withUnsafeMutableBytes { try pauses.readEnd.read(into: $0) }
        return true
    }

    func resumeReading() { _ = try? signals.writeEnd.writeAll([TerminalReader.resume]) }
}

extension Errno {
    static var last: Errno { Errno(rawValue: errno) }
}
