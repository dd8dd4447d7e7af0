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

    @Test("Requests are the default table")
    func requests() throws {
        try TrafficRecording.write(to: sandbox.file("t.glass"))
        let run = try GlassRun(["export", "t.glass", "--csv"], in: sandbox)
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(
            run.output == (try GlassRun(["export", "t.glass", "--csv", "--table", "requests"], in: sandbox)).output)
        let lines = run.output.components(separatedBy: "\r\n")
        #expect(lines.count == 92)
        #expect(lines[0].hasPrefix("time,protocol,method,route,target,status,"))
        #expect(
            lines[1].hasPrefix(
                "2023-11-14T22:13:20.000000000Z,http,GET,/items/{id},\"/items/0?q=\"\"…\"\",\",200,,2000000,"))
        // In the order in which they began.
        #expect(lines[1...90].map { $0.prefix(30) } == lines[1...90].map { $0.prefix(30) }.sorted())
    }

    @Test(
        "A filter and a stretch of time keep requests",
        arguments: [
            ("status>=500", 2), ("duration>50ms route~^/rep", 10), ("method=POST", 10), ("items", 80),
        ])
    func filteredRequests(filter: String, count: Int) throws {
        try TrafficRecording.write(to: sandbox.file("t.glass"))
        let run = try GlassRun(["export", "t.glass", "--csv", "--filter", filter], in: sandbox)
        #expect(run.output.components(separatedBy: "\r\n").count == count + 2)
    }

    @Test("Routes and queries have rows of their own, and fields of their own")
    func routesAndQueries() throws {
        try TrafficRecording.write(to: sandbox.file("t.glass"))
        func rows(_ arguments: String...) throws -> [String] {
            let run = try GlassRun(["export", "t.glass", "--csv"] + arguments, in: sandbox)
            #expect(run.status == 0)
            return run.output.split(separator: "\r\n").dropFirst().map { String($0) }
        }
        let routes = try rows("--table", "routes")
        #expect(routes.count == 2)
        #expect(routes.first?.hasPrefix("http,GET,/items/{id},400,") == true)
        #expect(routes.last?.hasPrefix("http,POST,/report,10,") == true)
        #expect(try rows("--table", "routes", "--filter", "p99>50ms").count == 1)
        #expect(
            try rows("--table", "queries").first?.hasPrefix(
                "postgresql,SELECT * FROM item WHERE id = ?,80,8.0,0,0,160,400000000,5000000,") == true)
        #expect(try rows("--table", "queries", "--filter", "repeated>0").count == 1)
        #expect(try rows("--table", "requests", "--from", "3s", "--to", "5s").count == 2)
    }

    @Test("A recording without requests has a header, and says how to get some")
    func noRequests() throws {
        let run = try export("--csv")
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("time,protocol,"))
        #expect(run.output.components(separatedBy: "\r\n").count == 2)
        #expect(
            run.errors == "glass: note: a.glass has no requests: record with `--requests on` to have them. "
                + "`--table functions` and others are there\n")
        try TrafficRecording.write(to: sandbox.file("t.glass"))
        #expect(try GlassRun(["export", "t.glass", "--csv", "--filter", "status=999"], in: sandbox).errors.isEmpty)
    }

    @Test("Functions are a table")
    func functions() throws {
        let run = try export("--csv", "--table", "functions")
        #expect(run.status == 0)
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

    /// Each sample ends half a second into its own.
    @Test(
        "Stacks are cut at the moment, not at the second",
        arguments: [
            ("2s", "4s", 2), ("2.25s", "4.25s", 2), ("2.5s", "4.5s", 2), ("2.6s", "4.4s", 1), ("2.6s", nil, 7),
            (nil, "2.5s", 2), ("2.51s", "3.5s", 0),
        ] as [(String?, String?, Int)])
    func cutAtMoments(from: String?, to: String?, seconds: Int) throws {
        var range: [String] = []
        if let from { range += ["--from", from] }
        if let to { range += ["--to", to] }
        let folded = try GlassRun(["export", "a.glass", "--format", "folded"] + range, in: sandbox)
        #expect(folded.status == 0)
        let parse = "main;parse(char const*) \(seconds * 600_000)\nmain;sum \(seconds * 300_000)\n"
        #expect(folded.output == (seconds > 0 ? parse : ""))
        let functions = try GlassRun(["export", "a.glass", "--csv", "--table", "functions"] + range, in: sandbox)
        let wall = "\(seconds * 400_000_000)"
        let lines = functions.output.components(separatedBy: "\r\n")
        #expect(lines.contains { $0.hasPrefix("sum,") && $0.contains(wall) } == (seconds > 0))
    }

    @Test("A filter of functions is refused where there are no functions to keep")
    func functionFilter() throws {
        #expect(try export("--csv", "--table", "samples", "--filter", "sum").status == 64)
        #expect(try export("--format", "folded", "--filter", "sum").status == 64)
        let run = try export("--csv", "--table", "functions", "--filter", "sum")
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

    @Test("A picture has a frame for each function of each stack")
    func svg() throws {
        let run = try export("--format", "svg")
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("<?xml"))
        for name in ["main", "parse(char const*)", "sum"] { #expect(run.output.contains("data-n=\"\(name)\"")) }
    }

    @Test("What was exported can be read again")
    func roundTrip() throws {
        #expect(try export("--csv", "--table", "samples", "-o", "samples.csv").status == 0)
        let run = try GlassRun(["report", "samples.csv", "--json"], in: sandbox)
        #expect(run.status == 0)
        #expect(run.output.contains("\"sampledNs\" : 9000000000"))
    }
}
