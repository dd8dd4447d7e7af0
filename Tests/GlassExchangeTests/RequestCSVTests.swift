import Foundation
import GlassAnalysis
import GlassModel
import SwiftCSV
import Testing

@testable import GlassExchange

@Suite struct RequestCSVTests {
    /// A recording in which every text that the target chose is as bad as can be.
    private var profile: Profile {
        var delta = ExchangeFixture.delta(threads: ["=cmd()"], [(["main"], 1, 1, 100, 1)])
        delta.routes = ExchangeFixture.awkwardNames.enumerated().map { index, name in
            Route(id: RouteID(Int32(index + 1)), wireProtocol: .http, method: "GET", pattern: name)
        }
        delta.statements = [GlassModel.Statement(id: StatementID(1), wireProtocol: .redis, text: "@SET ?, \"?\"")]
        delta.requests = ExchangeFixture.awkwardNames.enumerated().map { index, name in
            request(Int32(index + 1), "/items/" + name, "+" + name)
        }
        delta.requests.append(request(Int32(delta.requests.count + 1), "/\u{FFFD}?q=\"a,b\"\nx", "-1+1"))
        delta.routeSeconds = [second(100, 1, failed: 1), second(101, 2, failed: 0)]
        var sent = StatementSecond(second: 100, statement: StatementID(1), route: RouteID(1))
        (sent.count, sent.failed, sent.rows, sent.total) = (4, 1, 12, Nanoseconds(4_000))
        sent.latency.add(Nanoseconds(1_000), count: 4)
        delta.statementSeconds = [sent]
        return ExchangeFixture.profile(delta)
    }

    private func request(_ id: Int32, _ target: String, _ error: String) -> RequestRecord {
        RequestRecord(
            id: RequestID(id), route: RouteID(min(id, Int32(ExchangeFixture.awkwardNames.count))), target: target,
            status: 500, error: error, started: Timestamp(rawValue: 100_000_000_000 + Int64(id)),
            duration: Nanoseconds(5_000), timeToFirstByte: Nanoseconds(4_000), attribution: .thread,
            cpu: Nanoseconds(2_000), queryCount: 3, queryTime: Nanoseconds(900), mostRepeated: 2, bytesIn: 10,
            bytesOut: 20, peer: "[::1]:9", thread: ThreadKey(1), flags: [.failed, .approximate])
    }

    private func second(_ second: Int64, _ route: Int32, failed: Int64) -> RouteSecond {
        var row = RouteSecond(second: second, route: RouteID(route))
        (row.count, row.failed, row.notKept, row.bytesIn, row.bytesOut) = (2, failed, 1, 5, 6)
        row.latency.add(Nanoseconds(1_000_000), count: 2)
        return row
    }

    private var requests: String {
        get throws {
            var table = RequestTable(profile: profile)
            table.sort(by: .time, reversed: true, of: profile)
            var sink = StringSink()
            try CSVWriter.write(table, of: profile, to: &sink)
            return sink.text
        }
    }

    private var expectedTargets: [String] {
        profile.requests.count == 0
            ? [] : (0..<profile.requests.count).map { PlainText.clean(profile.requests[$0].target, keepsLines: true) }
    }

    @Test func writesARequest() throws {
        var sink = StringSink()
        var delta = ExchangeFixture.delta(threads: ["main"], [(["main"], 1, 1, 100, 1)])
        delta.routes = [Route(id: RouteID(1), wireProtocol: .http, method: "GET", pattern: "/items/{id}")]
        var first = request(1, "/items/1", "Error")
        first.started = Timestamp(rawValue: 1_795_273_320_000_000_007)
        let second = RequestRecord(
            id: RequestID(2), route: RouteID(1), target: "/items/2", started: Timestamp(rawValue: 0), duration: .zero)
        delta.requests = [first, second]
        let profile = ExchangeFixture.profile(delta)
        try CSVWriter.write(RequestTable(profile: profile), of: profile, to: &sink)
        let lines = sink.text.components(separatedBy: "\r\n")
        #expect(lines[0] == CSVWriter.requestColumns.joined(separator: ","))
        #expect(
            lines[1]
                == "2026-11-21T15:02:00.000000007Z,http,GET,/items/{id},/items/1,500,Error,5000,4000,2000,3000,3,900,2,"
                + "10,20,[::1]:9,main,701,thread,failed approximate")
        #expect(
            lines[2] == "1970-01-01T00:00:00.000000000Z,http,GET,/items/{id},/items/2,,,0,,,,0,0,0,0,0,,,,none,")
        #expect(lines.count == 4 && lines[3].isEmpty)
    }

    @Test func swiftCSVReadsTheSameCells() throws {
        let csv = try EnumeratedCSV(string: try requests, delimiter: .comma, loadColumns: false)
        #expect(csv.header == CSVWriter.requestColumns)
        #expect(csv.rows.map { $0[4] } == expectedTargets)
        #expect(csv.rows.allSatisfy { $0.count == CSVWriter.requestColumns.count })
    }

    @Test func pythonReadsTheSameCells() throws {
        let script =
            "import csv,json,sys,io; print(json.dumps(list(csv.DictReader(io.StringIO(sys.stdin.buffer.read().decode(), newline='')))))"
        let output = try #require(try Python.run(script, input: try requests), "python3 is needed for this test")
        let rows = try JSONDecoder().decode([[String: String]].self, from: output)
        #expect(rows.map { $0["target"] } == expectedTargets)
        let errors = (0..<profile.requests.count).map { profile.requests[$0].error ?? "" }
        #expect(
            rows.map { CSVText.original($0["error"] ?? "") } == errors.map { PlainText.clean($0, keepsLines: true) })
        #expect(rows.allSatisfy { $0["thread"] == "'=cmd()" && $0["status"] == "500" })
    }

    /// No cell begins with what a spreadsheet would take for a formula.
    @Test func noCellIsAFormula() throws {
        let csv = try EnumeratedCSV(string: try requests, delimiter: .comma, loadColumns: false)
        for cell in csv.rows.joined() {
            #expect(!"=+-@\t\r".contains(cell.first ?? "x") || Double(cell) != nil, "\(cell)")
        }
    }

    @Test func writesRoutes() throws {
        var sink = StringSink()
        var table = RouteTable(profile: profile)
        table.sort(by: .failed)
        try CSVWriter.write(table, to: &sink)
        let lines = sink.text.components(separatedBy: "\r\n")
        #expect(lines[0] == CSVWriter.routeColumns.joined(separator: ","))
        let cells = lines[1].components(separatedBy: ",")
        #expect(Array(cells[0..<4]) == ["http", "GET", "plain", "2"])
        #expect(cells[5] == "1" && cells[6] == "0.5" && cells[7] == "1")
        #expect(Array(cells[13...]) == ["5", "6"])
        #expect(lines.count == 4)
    }

    @Test func writesQueries() throws {
        var sink = StringSink()
        try CSVWriter.write(QueryTable(profile: profile), to: &sink)
        let lines = sink.text.components(separatedBy: "\r\n")
        #expect(lines[0] == CSVWriter.queryColumns.joined(separator: ","))
        #expect(lines[1].hasPrefix("redis,\"'@SET ?, \"\"?\"\"\",4,4.0,1,0,12,4000,1000,"))
        #expect(lines[1].hasSuffix(",0,GET plain"))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000000Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
        (951_782_399_500_000_000, "2000-02-28T23:59:59.500000000Z"),
        (951_825_600_000_000_001, "2000-02-29T12:00:00.000000001Z"),
        (4_107_542_399_000_000_000, "2100-02-28T23:59:59.000000000Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000000Z"),
        (Int64.max, "2262-04-11T23:47:16.854775807Z"), (Int64.min, "1677-09-21T00:12:43.145224192Z"),
    ]) func writesTimesOfDay(time: Int64, text: String) {
        #expect(UTCText.format(Timestamp(rawValue: time)) == text)
    }
}
