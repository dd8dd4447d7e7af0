import Foundation
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
            cp sample.glass "$out"
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
            (["--no-native"], "--native off"), (["--native", "all"], "--native all"), (["--gil"], "--gil"),
            (["--no-python"], "--no-python"), (["--native", "on"], "--requests off"),
        ])
    func python(_ options: [String], _ end: String) throws {
        _ = try dump(options[0], options.count > 1 ? options[1] : "--json")
        #expect(try told("arguments").hasSuffix(" \(end)\n"))
    }

    @Test(
        "What contradicts itself is refused", arguments: [["--no-native", "--native=all"], ["--no-python", "--gil"]])
    func refused(_ options: [String]) throws {
        let run = try dump(options[0], options[1])
        #expect(run.status == 64)
        #expect(run.errors.contains("contradict") || run.errors.contains("leave it out"))
    }
}
