import Foundation
import Testing

@testable import glass

@Suite("Export")
struct ExportTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try SampleRecording.write(to: sandbox.file("a.glass"))
    }

    private func export(_ arguments: String...) throws -> GlassRun {
        try GlassRun(["export", "a.glass"] + arguments, in: sandbox)
    }

    @Test("Functions are the default table")
    func functions() throws {
        let run = try export("--csv")
        #expect(run.status == 0)
        #expect(run.output == (try export("--csv", "--table", "functions")).output)
        let lines = run.output.components(separatedBy: "\r\n")
        #expect(lines[0].hasPrefix("function,module,"))
        #expect(lines[1].hasPrefix("parse(char const*),server,"))
    }

    @Test("Each table has its rows", arguments: [("threads", 2), ("counters", 70), ("samples", 30)])
    func rows(table: String, count: Int) throws {
        let run = try export("--csv", "--table", table)
        #expect(run.status == 0)
        // A header before them, and nothing behind the last line's end.
        #expect(run.output.components(separatedBy: "\r\n").count == count + 2)
    }

    @Test("A stretch of time and a filter of threads narrow the samples")
    func narrowed() throws {
        let run = try export("--csv", "--table", "samples", "--from", "2s", "--to", "4s", "--filter", "tid=4712")
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\r\n")
        #expect(lines.count == 3)
        #expect(lines.dropFirst().allSatisfy { $0.contains(",io,4712,") })
    }

    @Test("A filter of functions is refused where there are no functions to keep")
    func functionFilter() throws {
        #expect(try export("--csv", "--table", "samples", "--filter", "sum").status == 64)
        #expect(try export("--format", "folded", "--filter", "sum").status == 64)
        let run = try export("--csv", "--filter", "sum")
        #expect(run.output.split(separator: "\r\n").count == 2)
    }

    @Test("Folded stacks weigh what they are asked to")
    func folded() throws {
        #expect(
            (try export("--format", "folded")).output == "main;parse(char const*) 6000000\nmain;sum 3000000\n")
        #expect(
            (try export("--format", "folded", "--weight", "samples")).output
                == "main;parse(char const*) 600\nmain;sum 400\nepoll_wait;[epoll_wait] 990\n")
    }

    @Test("speedscope's format is JSON, written to a file that only its owner reads")
    func speedscope() throws {
        let run = try export("--format", "speedscope", "-o", "out.json")
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        let data = try Data(contentsOf: URL(fileURLWithPath: sandbox.file("out.json")))
        let document = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        #expect((document?["profiles"] as? [Any])?.isEmpty == false)
        let mode = try FileManager.default.attributesOfItem(atPath: sandbox.file("out.json"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test("What was exported can be read again")
    func roundTrip() throws {
        #expect(try export("--csv", "--table", "samples", "-o", "samples.csv").status == 0)
        let run = try GlassRun(["report", "samples.csv", "--json"], in: sandbox)
        #expect(run.status == 0)
        #expect(run.output.contains("\"sampledNs\" : 9000000000"))
    }
}
