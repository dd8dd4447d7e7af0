import Foundation
import Glibc
import SystemPackage
import Testing

@testable import GlassTerminal

/// Handlers of signals belong to the process, so these run one after the other.
@Suite(.serialized) struct TerminalTests {
    @Test(arguments: [
        ([:], TerminalError.typeUnknown), (["TERM": ""], .typeUnknown), (["TERM": "dumb"], .incapable(type: "dumb")),
    ])
    func terminalsThatCannotAreRefused(environment: [String: String], error: TerminalError) {
        #expect(throws: error) { try Terminal(environment: environment, mouse: true) }
    }

    @Test func refusalsSayWhatToDo() {
        #expect(TerminalError.typeUnknown.description.contains("TERM=xterm-256color"))
        #expect(TerminalError.incapable(type: "dumb").description.contains("'dumb'"))
        #expect(TerminalError.notATerminal(stream: "input").description.contains("glass report"))
    }

    @Test func theTerminalIsGivenBackAsItWas() throws {
        let pair = try PseudoTerminal()
        let before = pair.modes
        let terminal = try Terminal(input: pair.inner, output: pair.inner, mouse: true)
        #expect(pair.modes.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0)
        #expect(pair.read().contains("\u{1B}[?1049h"))
        terminal.close()
        #expect(pair.modes.c_lflag == before.c_lflag)
        #expect(pair.modes.c_iflag == before.c_iflag)
        #expect(pair.modes.c_oflag == before.c_oflag)
        let end = pair.read()
        for mode in ["1049", "2004", "1002", "1006"] { #expect(end.contains("\u{1B}[?\(mode)l")) }
        #expect(end.contains("\u{1B}[?25h"))
    }

    @Test func keysAndResizesArriveAndAClosedTerminalEndsThem() async throws {
        let pair = try PseudoTerminal()
        let terminal = try Terminal(input: pair.inner, output: pair.inner, mouse: false)
        defer { terminal.close() }
        var events = terminal.events().makeAsyncIterator()
        try pair.outer.writeAll(Array("q\u{1B}[A".utf8))
        #expect(await events.next() == .input(.key(KeyPress("q"))))
        #expect(await events.next() == .input(.key(KeyPress(.up))))
        pair.resize(width: 33, height: 7)
        kill(getpid(), SIGWINCH)
        #expect(await events.next() == .resized(Size(width: 33, height: 7)))
        // As the handler does: the signal itself would end this process while another test has handlers of its own.
        try terminal.signals.writeEnd.writeAll([UInt8(SIGTERM)])
        #expect(await events.next() == .signal(SIGTERM))
        try pair.outer.writeAll([0x1B])
        #expect(await events.next() == .input(.key(KeyPress(.escape))))
        try pair.outer.close()
        #expect(await events.next() == .closed)
        #expect(await events.next() == nil)
    }

    /// The other program has the modes as they were and all keys; afterwards they come here again.
    @Test func theTerminalIsLent() async throws {
        let pair = try PseudoTerminal()
        let terminal = try Terminal(input: pair.inner, output: pair.inner, mouse: false)
        defer { terminal.close() }
        var events = terminal.events().makeAsyncIterator()
        _ = pair.read()
        try pair.outer.writeAll(Array("a".utf8))
        #expect(await events.next() == .input(.key(KeyPress("a"))))
        let lent = Task.detached {
            try terminal.lend(to: ["sh", "-c", "echo ready; read word; echo got:$word; exit 3"])
        }
        var shown = ""
        while !shown.contains("ready") { shown += pair.read() }
        #expect(shown.contains("\u{1B}[?1049l"))
        #expect(pair.modes.c_lflag & tcflag_t(ICANON) != 0)
        try pair.outer.writeAll(Array("words\n".utf8))
        #expect(try await lent.value == 3)
        while !shown.contains("\u{1B}[?1049h") { shown += pair.read() }
        #expect(shown.contains("got:words"))
        #expect(pair.modes.c_lflag & tcflag_t(ICANON) == 0)
        try pair.outer.writeAll(Array("q".utf8))
        #expect(await events.next() == .input(.key(KeyPress("q"))))
    }

    @Test func aProgramThatIsNotThereIsSaid() throws {
        let pair = try PseudoTerminal()
        let terminal = try Terminal(input: pair.inner, output: pair.inner, mouse: false)
        defer { terminal.close() }
        #expect(throws: TerminalError.cannotStart(program: "/nonexistent/editor", .noSuchFileOrDirectory)) {
            try terminal.lend(to: ["/nonexistent/editor", "x"])
        }
        #expect(pair.modes.c_lflag & tcflag_t(ICANON) == 0)
        #expect(TerminalError.cannotStart(program: "vi", .noSuchFileOrDirectory).description.contains("'vi'"))
    }

    @Test func largeOutputGoesOutWhole() async throws {
        let pair = try PseudoTerminal()
        let terminal = try Terminal(input: pair.inner, output: pair.inner, mouse: false)
        defer { terminal.close() }
        _ = fcntl(pair.inner.rawValue, F_SETFL, O_NONBLOCK)
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 200_000)
        let outer = pair.outer
        let reading = Task.detached {
            var count = 0
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while count < 200_000 {
                let read = try chunk.withUnsafeMutableBytes { try outer.read(into: $0) }
                count += chunk[..<read].count { $0 == UInt8(ascii: "x") }
            }
            return count
        }
        try terminal.write(bytes)
        #expect(try await reading.value == 200_000)
    }
}

/// What a crash leaves behind: run in a process of its own, with a file for the screen.
@Suite(.serialized) struct CrashTests {
    @Test func aSwiftTrapGivesTheTerminalBack() async throws {
        await #expect(processExitsWith: .signal(SIGILL)) { try crash(at: CrashTests.path(getppid()), with: SIGILL) }
        try checkRestored()
    }

    @Test func aBadAccessGivesTheTerminalBack() async throws {
        await #expect(processExitsWith: .signal(SIGSEGV)) { try crash(at: CrashTests.path(getppid()), with: SIGSEGV) }
        try checkRestored()
    }

    @Test func aStackThatIsUsedUpGivesTheTerminalBack() async throws {
        await #expect(processExitsWith: .signal(SIGSEGV)) { try useUpStack(CrashTests.path(getppid())) }
        try checkRestored()
    }

    @Test func aSecondRequestToEndIsObeyedAtOnce() async throws {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            try crash(at: CrashTests.path(getppid()), with: SIGTERM, times: 2)
        }
        try checkRestored()
    }

    private static func path(_ process: pid_t) -> String { "/tmp/glass-crash-test-\(process)" }

    private func checkRestored() throws {
        let path = Self.path(getpid())
        let screen = try String(contentsOfFile: path, encoding: .utf8)
        unlink(path)
        #expect(screen.hasSuffix("\u{1B}[?25h\u{1B}[?1049l"))
    }
}

/// Takes a terminal over, with a file for the screen, and sends itself a signal.
private func crash(at path: String, with signal: Int32, times: Int = 1) throws {
    let pair = try PseudoTerminal()
    let screen = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    let terminal = try Terminal(input: pair.inner, output: screen, mouse: true)
    for _ in 0..<times {
        kill(getpid(), signal)
        // Until the handler has told of it. What should have ended the process tells nothing.
        var told = pollfd(fd: terminal.signals.readEnd.rawValue, events: Int16(POLLIN), revents: 0)
        _ = poll(&told, 1, 10_000)
        var byte: [UInt8] = [0]
        _ = try? byte.withUnsafeMutableBytes { try terminal.signals.readEnd.read(into: $0) }
    }
    terminal.close()
}

/// Takes a terminal over, with a file for the screen, and recurses without end on another thread.
private func useUpStack(_ path: String) throws {
    let pair = try PseudoTerminal()
    let screen = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    let terminal = try Terminal(input: pair.inner, output: screen, mouse: true)
    let thread = Thread {
        terminal.guardThread()
        print(recurse(1))
    }
    thread.start()
    while true { pause() }
}

@inline(never) private func recurse(_ depth: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 8) { bytes in
        bytes[0] = UInt8(truncatingIfNeeded: depth)
        return recurse(depth &+ 1) &+ Int(bytes[0])
    }
}

/// A terminal without a window: what is written to `outer` is typed, and what the program shows is read from it.
private struct PseudoTerminal {
    let outer: FileDescriptor
    let inner: FileDescriptor

    init() throws {
        var (outer, inner): (Int32, Int32) = (-1, -1)
        guard openpty(&outer, &inner, nil, nil, nil) == 0 else { throw Errno(rawValue: errno) }
        self.outer = FileDescriptor(rawValue: outer)
        self.inner = FileDescriptor(rawValue: inner)
        resize(width: 80, height: 24)
    }

    var modes: termios {
        var modes = termios()
        tcgetattr(inner.rawValue, &modes)
        return modes
    }

    func resize(width: UInt16, height: UInt16) {
        var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(outer.rawValue, UInt(TIOCSWINSZ), &size)
    }

    /// What the program has written by now; it has, because a pseudo-terminal keeps no one waiting for so little.
    func read() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = (try? bytes.withUnsafeMutableBytes { try outer.read(into: $0) }) ?? 0
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
