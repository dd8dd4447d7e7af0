import Foundation
import GlassAnalysis
import GlassModel
import Testing

@testable import glass

@Suite("Report of requests")
struct TrafficReportTests {
    private func content(_ filter: String? = nil, _ profile: Profile = TrafficRecording.profile()) throws
        -> ReportContent
    {
        var request = ReportRequest()
        try filter.map { try ReportFilter($0) }?.apply(to: &request, profile: profile)
        return ReportContent(profile, request: request)
    }

    private func lines(_ capture: GlassModel.RequestCapture) -> [String] {
        let content = ReportContent(TrafficRecording.profile(capture))
        return ReportText(content: content, path: "x", clock: { _ in "now" }).lines
    }

    @Test("The words")
    func golden() throws {
        let sandbox = try Sandbox()
        try TrafficRecording.write(to: sandbox.file("a.glass"))
        let run = try GlassRun(["report", "a.glass"], in: sandbox)
        #expect(run.status == 0)
        #expect(
            run.output.contains(
                """
                Requests  410, 320 of them only counted, 37.3 a second, 2.4 % failed; p50 2.02 ms, p90 2.02 ms, p99 89.7 ms

                """), "\(run.output)")
        #expect(
            run.output.contains(
                """
                Slowest routes, 2, by 99th percentile
                  COUNT    RATE      P50      P90      P99  FAILED  ROUTE
                     10   0.9/s  89.7 ms  89.7 ms  89.7 ms          POST /report
                    400  36.4/s  2.01 ms  2.01 ms  2.01 ms   2.5 %  GET /items/{id}

                Slowest requests
                     TIME      CPU  WAITING           QUERIES  STATUS  REQUEST
                  90.0 ms  30.0 ms  60.0 ms  8 in 40.0 ms N+1  200     POST /report

                """), "\(run.output)")
        #expect(
            run.output.contains(
                """
                Hottest queries, 2, by time
                    TOTAL  COUNT      P99  ROWS  FAILED  STATEMENT
                   400 ms     80  5.01 ms   160          SELECT * FROM item WHERE id = ?  N+1 in 10 requests
                  3.00 ms     30  99.8 µs     0      10  GET

                """), "\(run.output)")
    }

    @Test("JSON carries the same numbers")
    func json() throws {
        let sandbox = try Sandbox()
        try TrafficRecording.write(to: sandbox.file("a.glass"))
        let run = try GlassRun(["report", "a.glass", "--json"], in: sandbox)
        let parsed = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let requests = try #require(parsed?["requests"] as? [String: Any])
        #expect(requests["capture"] as? String == "on")
        #expect((requests["total"] as? [String: Any])?["count"] as? Int == 410)
        #expect(
            (requests["routes"] as? [[String: Any]])?.map { $0["name"] as? String } == [
                "POST /report", "GET /items/{id}",
            ])
        let queries = try #require(requests["queries"] as? [[String: Any]])
        #expect(queries.first?["repeatingRequests"] as? Int == 10)
        #expect(requests["deadLetters"] as? Int == 1)
    }

    @Test("A filter of requests counts those that match")
    func filtered() throws {
        let failed = try #require(try content("status>=500").requests)
        #expect(failed.total.count == 2)
        #expect(failed.total.failed == 2)
        #expect(failed.routes.map(\.name) == ["GET /items/{id}"])
        #expect(failed.slowest.map(\.status) == [500, 500])
        let slow = try #require(try content("duration>50ms route~^/rep").requests)
        #expect(slow.total.count == 10)
        #expect(slow.slowest.count == 5)
        #expect(slow.slowest.allSatisfy { $0.durationNs == TrafficRecording.slow.rawValue })
    }

    @Test("A filter of functions and requests is for both, one of queries for queries")
    func several() throws {
        let word = try content("report")
        #expect(word.requests?.total.count == 10)
        #expect(word.functions.isEmpty)
        #expect(try content("statement~^SELECT").requests?.queries.map(\.count) == [80])
        #expect(try content("statement~^SELECT").requests?.total.count == 410)
    }

    @Test("Only a stretch of time")
    func stretch() {
        let first = SampleRecording.start.second
        let selection = Selection(seconds: first..<first + 2)
        let content = ReportContent(TrafficRecording.profile(), request: ReportRequest(selection: selection))
        #expect(content.requests?.total.count == 82)
        #expect(content.requests?.total.notKept == 0)
        #expect(content.requests?.queries.first?.count == 16)
    }

    @Test("A filter that names no field says which there are")
    func unknownField() {
        let error = #expect(throws: CommandError.self) { try ReportFilter("statux>=500") }
        #expect(error?.description.contains("no field `statux`; functions have function,") == true)
        #expect(error?.description.contains("requests have time, protocol,") == true)
        let value = #expect(throws: CommandError.self) { try ReportFilter("status>=many") }
        #expect(value?.description.contains("`status` wants a number, not `many`") == true)
    }

    @Test("Whether requests were watched, and if not why")
    func capture() {
        let stepped = lines(RequestCapture(state: .steppedBack, explanation: "it cost 3 %"))
        #expect(stepped.contains { $0.hasPrefix("Requests") && $0.hasSuffix("; not watched at the end: it cost 3 %") })
        var profile = Profile(info: SampleRecording.info)
        var delta = RecordingDelta(info: SampleRecording.info)
        delta.requestCapture = RequestCapture(state: .unavailable, explanation: "CAP_BPF is missing: run glass as root")
        profile.apply(delta)
        let text = ReportText(content: ReportContent(profile), path: "x", clock: { _ in "now" }).lines
        #expect(text.contains { $0.hasSuffix("could not be watched: CAP_BPF is missing: run glass as root") })
        #expect(ReportContent(Profile(info: SampleRecording.info)).requests == nil)
    }
}
