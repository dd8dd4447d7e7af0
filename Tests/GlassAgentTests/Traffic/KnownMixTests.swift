import Foundation
import GlassModel
import GlassTestSupport
import Testing

/// A client sends requests that it numbers; the table of requests must hold exactly those.
@Suite(.serialized, .enabled(if: TrafficService.mayWatch, "\(TrafficService.obstacle ?? "")"))
struct KnownMixTests {
    private static let count = 10_000

    @Test(
        .enabled(if: TrafficService.hasModules("fastapi", "uvicorn", "uvloop", "httptools"), "needs FastAPI on uvloop"),
        arguments: ["h11", "httptools"])
    func fastAPI(parser: String) throws {
        try holds(try TrafficService(python: "fastapi_service.py", parser), routes: nil, pipelines: true)
    }

    @Test(.enabled(if: TrafficService.hasModules("flask"), "needs Flask"))
    func flask() throws {
        try holds(try TrafficService(python: "flask_service.py"), routes: nil, pipelines: false)
    }

    @Test(.enabled(if: access("/usr/sbin/nginx", X_OK) == 0, "needs nginx"))
    func nginx() throws {
        let service = try TrafficService { port, folder in
            let template = try String(contentsOfFile: TrafficService.fixture("nginx.conf.in"), encoding: .utf8)
            let text = template.replacing("@PORT@", with: "\(port)").replacing("@FOLDER@", with: folder)
            try text.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
            try Data(repeating: 120, count: 300_000).write(to: URL(fileURLWithPath: folder + "/large.bin"))
            // Its workers are another user's where root starts it.
            chmod(folder, 0o755)
            return ["/usr/sbin/nginx", "-e", folder + "/error.log", "-c", folder + "/nginx.conf"]
        }
        try holds(service, routes: "small,large,missing,fail,none,cached,head", pipelines: true)
    }

    /// Nothing is loaded into the kernel for a target that has no socket.
    @Test func aTargetWithoutSocketsIsNotWatched() throws {
        // What the runner of the tests has open must not be the target's: it may hold sockets.
        let script =
            "for fd in /proc/$$/fd/*; do fd=${fd##*/}; [ $fd -le 2 ] || eval \"exec $fd>&-\"; done; echo ready; exec cat"
        let target = try Subprocess(["/bin/bash", "-c", script])
        #expect(target.readLine() == "ready")
        let run = try AgentRun(on: ProcessID(target.process))
        try run.waitForTraffic { $0.capture.state == .waiting }
        #expect(try run.finishTraffic().capture.state == .waiting)
    }

    private func holds(_ service: TrafficService, routes: String?, pipelines: Bool) throws {
        let run = try AgentRun(on: service.process, "--request-budget", "100", "--config", Self.keepEverything)
        try run.waitUntilWatching()
        var options = pipelines ? [] : ["--no-pipelining"]
        if let routes { options += ["--routes", routes] }
        let truth = try TruthRow.send(Self.count, to: service, options)
        try #require(truth.count == Self.count)
        let traffic = try run.finishTraffic()
        #expect(traffic.capture.state == .on, "\(traffic.capture.explanation)")
        compare(traffic, with: truth, pipelines: pipelines)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: run.path))
        #expect(bytes.range(of: Data("very-secret".utf8)) == nil, "a secret is in the recording")
    }

    /// A file without a limit on what is kept.
    static let keepEverything: String = {
        let path = NSTemporaryDirectory() + "glass-keep-everything.toml"
        try? "[requests]\nmax_requests_per_second = 1000000\n".write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }()

    private func compare(_ traffic: Traffic, with truth: [TruthRow], pipelines: Bool) {
        var recorded: [Int: [RequestRecord]] = [:]
        for request in traffic.requests { recorded[Self.number(of: request), default: []].append(request) }
        #expect(traffic.requests.count == truth.count)
        #expect(traffic.lost(.socketEventsDropped) == 0)
        #expect(traffic.lost(.connectionResynchronised) == 0)
        var wrong: [String] = []
        for row in truth {
            guard let request = recorded[row.number]?.first, recorded[row.number]?.count == 1 else {
                wrong.append("\(row.number) is there \(recorded[row.number]?.count ?? 0) times")
                continue
            }
            let method = traffic.route(of: request).method
            if method != row.method || request.status != row.status || request.bytesIn != row.bytesIn
                || request.bytesOut != row.bytesOut
            {
                wrong.append("\(row) is \(method) \(request)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) differ, such as \(wrong.prefix(3).joined(separator: "\n"))")
        // A server that closes each connection starts a thread for the next: the client waits for that, too.
        compareDurations(recorded, truth.filter { !$0.isPipelined }, isKeptAlive: pipelines)
    }

    /// The target reads a request after the client began to send it and writes the response before the client has it, so
    /// that its time is not longer, unless it loses its CPU between handing the response over and the end of its call,
    /// which is rare; and it is hardly shorter where the client is not kept from its CPU, which on a busy machine is one
    /// request in ten.
    private func compareDurations(_ recorded: [Int: [RequestRecord]], _ truth: [TruthRow], isKeptAlive: Bool) {
        var differences: [Int64] = []
        var close = 0
        for row in truth {
            guard let request = recorded[row.number]?.first else { continue }
            let difference = row.duration - request.duration.rawValue
            differences.append(difference)
            if abs(difference) <= max(1_000_000, row.duration / 20) { close += 1 }
        }
        differences.sort()
        guard !differences.isEmpty else { return }
        #expect(differences[differences.count / 50] > -200_000, "requests took longer than the client waited for them")
        #expect(!isKeptAlive || differences[differences.count / 10] < 1_000_000)
        print("durations: \(close) of \(truth.count) within 1 ms or 5 % of the client's")
    }

    /// `/small/17?page=*` → 17.
    private static func number(of request: RequestRecord) -> Int {
        let path = request.target.split(separator: "?", maxSplits: 1).first ?? ""
        return path.split(separator: "/").dropFirst().first.flatMap { Int($0) } ?? -1
    }
}
