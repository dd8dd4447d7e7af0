import Foundation
import Glibc
import Testing

/// The built `glass view` on a profile that does not end before the test says so.
@Suite("While a profile is read", .serialized) struct LoadingTests {
    private let sandbox: Sandbox
    private let writer: FileHandle

    init() throws {
        sandbox = try Sandbox()
        let path = sandbox.file("pipe")
        try #require(mkfifo(path, 0o600) == 0)
        // Open at both ends, so that opening waits for nobody.
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        // F_SETPIPE_SZ of <fcntl.h>, which Swift does not import: room for all that is written before anybody reads.
        try #require(fcntl(descriptor, 1031, 1 << 20) >= 1 << 20)
        writer = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private func viewer(of text: String) throws -> TerminalSession {
        try writer.write(contentsOf: Data(text.utf8))
        let session = try TerminalSession(["view", "pipe"], in: sandbox)
        try session.read { $0.text.contains("reading pipe") }
        return session
    }

    private static let much = String(repeating: "main;work;inner 3\n", count: 6_000)

    @Test("Any key that leaves cancels it", arguments: ["q", "\u{1B}", "\u{3}"]) func cancels(key: String) throws {
        let session = try viewer(of: Self.much)
        #expect(session.screen.text.contains("q or Esc cancels"))
        try session.send(key)
        #expect(session.waitForEnd() == 0)
        #expect(session.screen.isGivenBack)
    }

    @Test("At its end the profile is shown") func shows() throws {
        let session = try viewer(of: Self.much)
        try writer.close()
        try session.read { $0.text.contains("inner") }
        try session.send("q")
        #expect(session.waitForEnd() == 0)
    }

    @Test("One that holds nothing gives the terminal back and says so") func fails() throws {
        let session = try viewer(of: String(repeating: "main;work;inner 0\n", count: 6_000))
        try writer.close()
        #expect(session.waitForEnd() == 65 << 8)
        #expect(session.screen.isGivenBack)
        #expect(session.tail.contains("holds no stack that could be understood as folded stacks"))
    }
}
