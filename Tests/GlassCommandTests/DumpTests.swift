import Foundation
import GlassModel
import GlassStore
import Testing

/// `glass dump` against an agent that is a shell script.
@Suite("Dump")
struct DumpTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try SampleRecording.write(to: sandbox.file("sample.glass"))
    }

    private func dump(_ arguments: String...) throws -> GlassRun {
        let script = """
            #!/bin/bash
            echo "$@" > arguments
            while [ $# -gt 0 ]; do
              [ "$1" = --output ] && out=$2
              shift
            done
            echo "$out" > output
            cp $(ls python.glass sample.glass | head -1) "$out"
            [ -f locals ] && cp locals "$out.locals"
            echo "recording $out"

            """
        let agent = try sandbox.write(script, to: "agent", executable: true)
        return try GlassRun(
            ["dump", "\(getpid())"] + arguments, in: sandbox,
            environment: ["GLASS_AGENT": agent, "TMPDIR": sandbox.path])
    }

    private func told(_ file: String) throws -> String {
        try String(contentsOfFile: sandbox.file(file), encoding: .utf8)
    }

    @Test("Each thread's stack, innermost first; nothing is left behind")
    func text() throws {
        let run = try dump()
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            run.output == """
                Process 4711: server --port 80

                Thread 4711 "main": running
                    sum (server)
                    main (server)

                Thread 4712 "io": waiting in epoll_wait
                    [epoll_wait]
                    epoll_wait (libc.so.6)

                """)
        let path = try told("output").trimmingCharacters(in: .newlines)
        #expect(path.hasPrefix(sandbox.path))
        #expect(!FileManager.default.fileExists(atPath: (path as NSString).deletingLastPathComponent))
    }

    @Test("As JSON")
    func json() throws {
        let run = try dump("--json")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let threads = object?["threads"] as? [[String: Any]]
        #expect(threads?.map { $0["state"] as? String } == ["running", "waiting in epoll_wait"])
        let frames = threads?.first?["frames"] as? [[String: Any]]
        #expect(frames?.map { $0["function"] as? String } == ["sum", "main"])
    }

    @Test(
        "The agent is told how Python is shown",
        arguments: [
            (["--no-native"], "--native off"), (["--native-all"], "--native all"), (["--gil"], "--gil"),
            (["--no-python"], "--no-python"), (["--native"], "--requests off"),
        ])
    func python(_ options: [String], _ end: String) throws {
        _ = try dump(options[0], options.count > 1 ? options[1] : "--json")
        #expect(try told("arguments").hasSuffix(" \(end)\n"))
    }

    @Test(
        "What contradicts itself is refused", arguments: [["--no-native", "--native-all"], ["--no-python", "--gil"]])
    func refused(_ options: [String]) throws {
        let run = try dump(options[0], options[1])
        #expect(run.status == 64)
        #expect(run.errors.contains("already been set") || run.errors.contains("leave it out"), "\(run.errors)")
    }

    @Test("Options count before the configuration, which the agent is told of")
    func configuration() throws {
        try FileManager.default.createDirectory(
            atPath: sandbox.file(".config/glass"), withIntermediateDirectories: true)
        let path = try sandbox.write("[python]\nnative = \"off\"\ngil = true\n", to: ".config/glass/config.toml")
        _ = try dump("--native")
        #expect(try told("arguments").hasSuffix(" --requests off --gil --config \(path)\n"))
        _ = try dump("--json")
        #expect(try told("arguments").hasSuffix(" --native off --gil --config \(path)\n"))
    }

    private static let frames: [ThreadLocals.Frame] = [
        .init(
            function: "sum", file: "/srv/app.py",
            variables: [
                .init(name: "numbers", isArgument: true, value: "[1, 2]", isMissed: false),
                .init(name: "total", isArgument: false, value: "<changed while it was read>", isMissed: true),
            ])
    ]

    @Test("The variables of Python's functions stand below them, and no others'")
    func locals() throws {
        var batch = SampleRecording.batch
        batch.frames[2] = Frame(
            id: FrameID(3), kind: .python, function: "sum", module: ModuleID(1), file: "/srv/app.py", line: 7)
        let writer = try RecordingWriter(path: sandbox.file("python.glass"), info: SampleRecording.info)
        try writer.write(batch)
        try writer.finish()
        let locals = [ThreadLocals(thread: ThreadKey(1), frames: Self.frames)]
        try JSONEncoder().encode(locals).write(to: URL(fileURLWithPath: sandbox.file("locals")))
        let run = try dump("--locals")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("sum (app.py:7)\n        numbers = [1, 2]\n        total = <changed"))
        #expect(run.output.contains("Values that changed while they were read, or could not be read: 1"))
        #expect(run.output.contains("main (server)\n\n"))
        let json = try dump("--locals", "--json").output
        #expect(json.contains("\"missedLocals\" : 1"))
    }
}
