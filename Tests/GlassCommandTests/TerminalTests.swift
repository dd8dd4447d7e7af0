import Foundation
import Glibc
import Testing

@testable import GlassViewer

/// The built `glass view` on a terminal of each kind, and every way out of it.
@Suite("On terminals", .serialized) struct TerminalTests {
    static let types = ["xterm-256color", "tmux-256color", "screen", "linux", "vt100"]

    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try TrafficRecording.write(to: sandbox.file("a.glass"))
    }

    /// A viewer that shows the recording.
    private func viewer(
        term: String = "xterm-256color", environment: [String: String] = [:], width: Int = 80, height: Int = 24
    ) throws -> TerminalSession {
        let session = try TerminalSession(
            ["view", "a.glass"], in: sandbox, term: term, environment: environment, width: width, height: height)
        try session.read { $0.text.contains("main") }
        return session
    }

    // MARK: Keys

    /// What a terminal sends for a key.
    private static func bytes(of key: String) -> String {
        let named = [
            "↑": "\u{1B}[A", "↓": "\u{1B}[B", "→": "\u{1B}[C", "←": "\u{1B}[D", "Home": "\u{1B}[H", "End": "\u{1B}[F",
            "PgUp": "\u{1B}[5~", "PgDn": "\u{1B}[6~", "Enter": "\r", "Esc": "\u{1B}", "Backspace": "\u{7F}",
            "Tab": "\t",
            "BackTab": "\u{1B}[Z", "Space": " ", "F1": "\u{1B}OP", "Delete": "\u{1B}[3~", "Insert": "\u{1B}[2~",
        ]
        if let bytes = named[key] { return bytes }
        guard key.hasPrefix("C-"), let letter = key.utf8.last else { return key }
        return String(Unicode.Scalar(letter & 0x1F))
    }

    /// The names of the keys that the help shows, without those that leave or stop the program.
    private static let helpKeys: [String] = {
        var state = ViewerState(size: .init(width: 80, height: 24), theme: .builtIn)
        state.overlay = .help(top: 0)
        let keys = state.overlayLines.flatMap { line in
            if case .entry(let keys, _) = line { keys.split(separator: " ").map(String.init) } else { [String]() }
        }
        return keys.filter { !["q", "C-c", "C-z"].contains($0) }
    }()

    @Test("Every key of the help works on every terminal", arguments: types)
    func everyKey(term: String) throws {
        #expect(Self.helpKeys.count > 40)
        let session = try viewer(term: term)
        // One by one in the first pane, and in a row in the others; Escape leaves what a key has opened.
        for key in Self.helpKeys {
            try session.send("1\(Self.bytes(of: key))")
            try session.settle()
            try session.send("\u{1B}")
        }
        for pane in ["2", "3", "4", "5", "6"] {
            for key in Self.helpKeys { try session.send("\u{1B}\(pane)\(Self.bytes(of: key))") }
            try session.settle()
        }
        #expect(session.screen.faults == [])
        try session.send("\u{1B}\u{1B}\u{1B}")
        try session.settle()
        try session.send("\u{3}")
        #expect(session.waitForEnd() == 0)
        #expect(session.screen.isGivenBack)
        #expect(session.hasModesOfBefore)
    }

    @Test("A terminal gets only characters that it can show")
    func characters() throws {
        for (term, locale) in [("vt100", "en_US.UTF-8"), ("xterm-256color", "C"), ("linux", "C.UTF-8")] {
            let session = try viewer(term: term, environment: ["LC_ALL": locale])
            for pane in ["1", "2", "3", "4", "5", "6", "?"] {
                try session.send(pane)
                try session.settle()
                let strange = session.screen.text.unicodeScalars.filter { scalar in
                    guard !scalar.isASCII, scalar != "\u{0}" else { return false }
                    return term != "linux" || (0x2800...0x28FF).contains(scalar.value)
                        || "╭╮╰╯▏▎▍▋▊▉▁▂▃▅▆▇".contains(Character(scalar))
                }
                #expect(strange.isEmpty)
            }
        }
    }

    // MARK: Ways out

    @Test("A signal that asks to end is obeyed", arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT])
    func requestToEnd(signal: Int32) throws {
        let session = try viewer()
        #expect(!session.screen.isGivenBack)
        kill(session.process, signal)
        let status = session.waitForEnd()
        #expect(status & 0x7F == 0 && status >> 8 == 128 + signal)
        #expect(session.screen.isGivenBack)
        #expect(session.hasModesOfBefore)
    }

    @Test(
        "A crash gives the terminal back and ends as a crash",
        arguments: [
            SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT,
        ])
    func crash(signal: Int32) throws {
        let session = try viewer()
        kill(session.process, signal)
        #expect(session.waitForEnd() & 0x7F == signal)
        #expect(session.screen.isGivenBack)
        #expect(session.hasModesOfBefore)
    }

    @Test("On a terminal without a second screen nothing of the picture is left", arguments: ["linux", "vt100"])
    func nothingIsLeft(term: String) throws {
        let session = try viewer(term: term)
        try session.send("q")
        #expect(session.waitForEnd() == 0)
        let isEmpty = session.screen.text.allSatisfy { $0.isWhitespace }
        #expect(isEmpty)
        #expect(session.screen.isGivenBack && session.hasModesOfBefore)
    }

    @Test("A closed terminal ends it")
    func closedTerminal() throws {
        let session = try viewer()
        session.closeTerminal()
        let status = session.waitForEnd()
        #expect(status == 0 || status >> 8 == 128 + SIGHUP, "ended with \(status)")
    }

    @Test("A closed terminal ends the agent, too")
    func closedTerminalOfAgent() throws {
        let fifo = sandbox.file("ended")
        #expect(mkfifo(fifo, 0o600) == 0)
        let agent = try sandbox.write(
            """
            #!/bin/bash
            trap '' HUP
            while [ $# -gt 0 ]; do case $1 in -o|--output) out=$2;; esac; shift; done
            cp a.glass "$out"
            echo "recording $out"
            read line
            echo "the agent read ${line:-nothing}" > ended
            """, to: "agent", executable: true)
        let session = try TerminalSession(
            ["run", "--", "sleep", "600"], in: sandbox, environment: ["GLASS_AGENT": agent])
        try session.read { $0.text.contains("main") }
        session.closeTerminal()
        // Waits for the agent to write its last word; a reader of a FIFO sees its end only then.
        let reader = try #require(FileHandle(forReadingAtPath: fifo))
        let lastWord = String(decoding: try reader.readToEnd() ?? Data(), as: UTF8.self)
        #expect(lastWord == "the agent read stop\n" || lastWord == "the agent read nothing\n")
        _ = session.waitForEnd()
    }

    @Test("Ctrl-Z gives the terminal back, and going on draws all of it again")
    func suspend() throws {
        let session = try viewer()
        try session.settle()
        let before = session.screen.text
        try session.send("\u{1A}")
        #expect(session.waitForStop())
        #expect(session.screen.isGivenBack)
        #expect(session.hasModesOfBefore)
        let repaints = session.screen.repaints
        kill(session.process, SIGCONT)
        try session.read { $0.repaints > repaints }
        try session.settle()
        #expect(session.screen.text == before)
        #expect(!session.screen.isGivenBack)
        try session.send("q")
        #expect(session.waitForEnd() == 0)
        #expect(session.screen.isGivenBack)
    }
}
