import Foundation
import GlassAnalysis
import GlassModel
import Testing

@testable import glass

@Suite("Report")
struct ReportTests {
    let sandbox: Sandbox
    let path: String

    init() throws {
        sandbox = try Sandbox()
        path = sandbox.file("a.glass")
        try SampleRecording.write(to: path)
    }

    @Test("The whole text")
    func golden() throws {
        let run = try GlassRun(["report", "a.glass"], in: sandbox)
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(
            run.output == """
                server (4711) on web1
                  server --port 80
                  2023-11-14 22:13:20, 10.0 s, at 99 Hz (98.7 achieved); the process exited with status 0
                  a.glass

                CPU      9.00 s, 90.0 % of one core (user 6.30 s, system 1.80 s by the kernel's count)
                Memory   10.9 MB resident, at most 10.9 MB, 8.00 MB with shared pages divided
                Samples  1990 of 2 threads
                Stacks   2000 unwound, 99.0 % of them to the root
                Cost     0.42 % of the target's CPU time; the agent used 50.0 ms of CPU

                Hottest functions, 3, by CPU time
                    SELF           TOTAL           FUNCTION            MODULE
                  6.00 s  66.7 %  6.00 s   66.7 %  parse(char const*)  server
                  3.00 s  33.3 %  3.00 s   33.3 %  sum                 server
                     0 s   0.0 %  9.00 s  100.0 %  main                server

                Hottest stacks, innermost frame first
                  66.7 %  6.00 s
                      parse(char const*)
                      main
                  33.3 %  3.00 s
                      sum
                      main

                Threads, 2
                   TID  NAME     CPU    SHARE  WAITING  MOSTLY IN
                  4711  main  9.00 s  100.0 %   1.00 s  parse(char const*)
                  4712  io       0 s    0.0 %   10.0 s  [epoll_wait]

                Losses
                   3  tick skipped
                  20  stack not whole: no unwind rule (libc.so.6)

                """)
    }

    @Test("JSON carries the same numbers")
    func json() throws {
        let run = try GlassRun(["report", path, "--json"], in: sandbox)
        #expect(run.status == 0)
        let parsed = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let functions = try #require(parsed?["functions"] as? [[String: Any]])
        #expect(functions.first?["function"] as? String == "parse(char const*)")
        #expect(functions.first?["selfNs"] as? Int == 6_000_000_000)
        let cpu = try #require(parsed?["cpu"] as? [String: Any])
        #expect(cpu["sampledNs"] as? Int == 9_000_000_000)
        let losses = try #require(parsed?["losses"] as? [[String: Any]])
        #expect(losses.first?["count"] as? Int == 3)
    }

    @Test("Only a stretch of time")
    func stretch() {
        let profile = SampleRecording.profile
        let seconds = SampleRecording.start.second + 2..<SampleRecording.start.second + 5
        let content = ReportContent(profile, request: ReportRequest(selection: Selection(seconds: seconds)))
        #expect(content.cpu.sampledNs == 2_700_000_000)
        #expect(abs(content.cpu.cores - 0.9) < 1e-9)
        #expect(content.cpu.userNs == 1_400_000_000)
    }

    @Test("--from and --to reach the report")
    func fromTo() throws {
        let run = try GlassRun(["report", path, "--from", "-3s", "--to", "9s", "--json"], in: sandbox)
        #expect(run.status == 0)
        #expect(run.output.contains("\"sampledNs\" : 1800000000"))
    }

    @Test(
        "A stretch that holds nothing is told by the options that were given",
        arguments: [
            (["--from", "5s", "--to", "4s"], "--from is not before --to: nothing lies between them"),
            (["--from", "1h"], "long, has nothing from --from on"),
            (["--to", "-1h"], "long, has nothing before --to"),
            (["--from", "1h", "--to", "2h"], "long, has nothing between --from and --to"),
        ])
    func emptyStretch(options: [String], told: String) throws {
        let run = try GlassRun(["report", path] + options, in: sandbox)
        #expect(run.status == 64)
        #expect(run.errors.contains(told))
    }

    @Test("A filter of functions keeps functions, and the stacks that they are in")
    func functionFilter() throws {
        var request = ReportRequest()
        try ReportFilter("sum").apply(to: &request, profile: SampleRecording.profile)
        let content = ReportContent(SampleRecording.profile, request: request)
        #expect(content.functions.map(\.function) == ["sum"])
        #expect(content.stacks.map(\.functions) == [["main", "sum"]])
    }

    @Test("A filter that names a thread's fields keeps threads")
    func threadFilter() throws {
        var request = ReportRequest()
        try ReportFilter("tid=4712").apply(to: &request, profile: SampleRecording.profile)
        let content = ReportContent(SampleRecording.profile, request: request)
        #expect(content.threads.map(\.name) == ["io"])
        #expect(content.cpu.sampledNs == 0)
        // Nothing ran: what counts is the waiting.
        #expect(content.metric == "wall")
        #expect(content.functions.first?.function == "[epoll_wait]")
    }

    @Test("A recording without a single sample")
    func empty() {
        let content = ReportContent(Profile(info: SampleRecording.info))
        let text = ReportText(content: content, path: "x", clock: { _ in "now" }).lines.joined(separator: "\n")
        #expect(text.contains("No function took any time."))
        #expect(text.contains("Nothing was lost."))
    }

    @Test("Of an imported profile nothing is told that its file does not say")
    func importedWithoutTimes() throws {
        let file = try sandbox.write("main;work 7\nmain 3\n", to: "stacks.folded")
        let report = try GlassRun(["report", file], in: sandbox).output
        let heading = report.prefix { $0 != "S" }
        #expect(heading == "stacks.folded\n  imported\n  \(file)\n\nCPU      10.0 µs\n")
    }

    @Test("Control characters of the target do not reach the terminal")
    func controlCharacters() {
        var info = SampleRecording.info
        info.commandLine = "evil \u{1B}[2J\n"
        let text = ReportText(content: ReportContent(Profile(info: info)), path: "x", clock: { _ in "now" })
        #expect(text.lines.allSatisfy { line in !line.unicodeScalars.contains { $0.value < 32 && $0 != "\u{1B}" } })
        #expect(!text.lines.joined().contains("\u{1B}[2J"))
    }

    @Test("Colours come where they are asked for only")
    func colours() throws {
        let forced = try GlassRun(["report", path], in: sandbox, environment: ["CLICOLOR_FORCE": "1"])
        #expect(forced.output.contains("\u{1B}["))
        let both = try GlassRun(["report", path], in: sandbox, environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"])
        #expect(!both.output.contains("\u{1B}["))
    }

    @Test("Another tool's stacks, also through a pipe")
    func imported() throws {
        try sandbox.write("main;work 12\nmain;rest 4\n", to: "p.folded")
        let file = try GlassRun(["report", "p.folded", "--json"], in: sandbox)
        #expect(file.status == 0)
        #expect(file.output.contains("\"engine\" : \"imported\""))
        let pipe = try GlassRun([], in: sandbox, shell: "$glass report <(cat p.folded) --json")
        #expect(pipe.status == 0)
        #expect(pipe.output.contains("\"function\" : \"work\""))
    }
}
