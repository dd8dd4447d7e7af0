import Foundation
import GlassModel
import Testing

@testable import glass

@Suite("Bad input")
struct BadInputTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    @Test("A file that is not there", arguments: ["report", "view"])
    func missingFile(command: String) throws {
        let run = try GlassRun([command, sandbox.file("none.glass")], in: sandbox)
        #expect(run.status == 66)
        #expect(run.errors.contains("none.glass"))
    }

    @Test("A name that no recording has")
    func unknownName() throws {
        let run = try GlassRun(["report", "nothing-like-this"], in: sandbox)
        #expect(run.status == 66)
        #expect(run.errors.contains("nothing-like-this"))
    }

    @Test("No recording at all")
    func noRecordings() throws {
        let run = try GlassRun(["report"], in: sandbox)
        #expect(run.status == 66)
        #expect(run.errors.contains("\(sandbox.path)/glass/recordings"))
    }

    @Test(
        "What is no profile is told by its content",
        arguments: ["", "\0\u{1}\u{2}\u{3}", "root:x:0:0:root:/root:/bin/bash\n", "SQLite format 3\0 and no more"])
    func noProfile(content: String) throws {
        let path = try sandbox.write(content, to: "input")
        let run = try GlassRun(["report", path], in: sandbox)
        #expect(run.status == 65)
        #expect(run.errors.hasPrefix("glass: "))
        #expect(run.errors.split(separator: "\n").count <= 2)
    }

    @Test(
        "What other tools wrote and cannot be read says what is wrong with it",
        arguments: [
            ("", "is empty"), ("main;work\nmain;idle\n", "has stacks without counts"),
            ("PERFILE2\0\0\0", "perf script"), ("main;work 0\nmain 0\n", "holds no stack"),
        ])
    func noUsableProfile(content: String, expected: String) throws {
        let path = try sandbox.write(content, to: "input")
        for command in ["report", "view"] {
            let run = try GlassRun([command, path], in: sandbox)
            #expect(run.status == 65)
            #expect(run.errors.contains(expected))
            #expect(run.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("A file that grows is read as far as it went, to the end of a line")
    func growingFile() throws {
        let path = try sandbox.write("main;work 12\nmain;idle 3", to: "input")
        let file = try ImportFile(path: path)
        let end = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try end.seekToEnd()
        try end.write(contentsOf: Data("45\nmain;late 7\n".utf8))
        while !file.isAtEnd { try file.readPiece() }
        let imported = try file.finish()
        #expect(imported.delta.rollups.map(\.weight.samples) == [12, 345])
        #expect(imported.notices == ["the input grew while it was read; its end is left out"])
    }

    @Test("Progress says how far a file has been read")
    func progress() {
        #expect(
            ImportProgressLine.line(name: "a.folded", done: 42_000_000, of: 300_000_000)
                == "reading a.folded  ·  42.0 MB of 300 MB  ·  14 %  ·  Ctrl-C cancels")
        #expect(
            ImportProgressLine.line(name: "63", done: 500, of: nil) == "reading 63  ·  500 B  ·  Ctrl-C cancels")
    }

    @Test("A file of another kind that is named like a recording")
    func wrongContent() throws {
        let path = try sandbox.write("main;work 12\n", to: "named.glass")
        #expect(try GlassRun(["report", path], in: sandbox).status == 65)
    }

    @Test("A directory")
    func directory() throws {
        let run = try GlassRun(["report", sandbox.path], in: sandbox)
        #expect(run.status == 65)
        #expect(run.errors.contains("is a directory"))
    }

    @Test(
        "A recording that was cut off gives an error or what is left of it, never a crash",
        arguments: [100, 4096, 9000])
    func truncated(length: Int) throws {
        let path = sandbox.file("whole.glass")
        try SampleRecording.write(to: path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path)).prefix(length)
        try bytes.write(to: URL(fileURLWithPath: sandbox.file("cut.glass")))
        let run = try GlassRun(["report", sandbox.file("cut.glass")], in: sandbox)
        #expect(run.status == 65 || run.status == 0)
    }

    @Test("A process that does not exist", arguments: ["record", "doctor"])
    func noProcess(command: String) throws {
        // Higher than any number that the kernel gives out (PID_MAX_LIMIT, include/linux/threads.h).
        let run = try GlassRun([command, "4194305"], in: sandbox)
        #expect(run.status == 69)
        #expect((run.errors + run.output).contains("there is no process 4194305"))
    }

    @Test("A name that no process has")
    func noName() throws {
        let run = try GlassRun(["record", "no-process-has-this-name-\(getpid())"], in: sandbox)
        #expect(run.status == 69)
        #expect(run.errors.contains("no running process is named"))
    }

    @Test("An output that exists is left as it is", arguments: [["record", "1"], ["run"]])
    func outputExists(command: [String]) throws {
        let path = try sandbox.write("precious", to: "out.glass")
        let tail = command == ["run"] ? ["--", "true"] : []
        let run = try GlassRun(command + ["-o", path] + tail, in: sandbox)
        #expect(run.status == 73)
        #expect(run.errors.contains("exists already"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test("An output in a directory that is not there")
    func outputNowhere() throws {
        let run = try GlassRun(["record", "1", "-o", sandbox.file("none/out.glass")], in: sandbox)
        #expect(run.status == 73)
        #expect(run.errors.contains("cannot be written"))
    }

    @Test("An export never overwrites")
    func exportExists() throws {
        try SampleRecording.write(to: sandbox.file("a.glass"))
        let path = try sandbox.write("precious", to: "out.csv")
        let run = try GlassRun(["export", sandbox.file("a.glass"), "--csv", "-o", path], in: sandbox)
        #expect(run.status == 73)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test("A full disk is an error, not silence")
    func fullDisk() throws {
        try SampleRecording.write(to: sandbox.file("a.glass"))
        let run = try GlassRun([], in: sandbox, shell: "$glass export a.glass --csv > /dev/full")
        #expect(run.status == 73)
        #expect(run.errors.contains("cannot be written"))
    }

    @Test("A reader that has seen enough ends the output quietly", arguments: ["", "trap '' PIPE; "])
    func closedOutput(trap: String) throws {
        try SampleRecording.write(to: sandbox.file("a.glass"))
        let line = "\(trap)$glass report a.glass | true; echo ${PIPESTATUS[0]}"
        let run = try GlassRun([], in: sandbox, shell: line)
        #expect(run.errors.isEmpty)
        #expect(["0\n", "141\n"].contains(run.output))
    }

    @Test("A name cannot drive the terminal")
    func controlCharacters() throws {
        let run = try GlassRun(["report", "./no\u{1B}[2Jsuch"], in: sandbox)
        #expect(run.status == 66)
        #expect(run.errors.contains("no [2Jsuch"))
        #expect(!run.errors.contains("\u{1B}"))
    }
}
