import Foundation
import GlassModel
import GlassStore
import GlassTestSupport

/// All requests and queries of a recording, with what they refer to.
struct Traffic {
    private(set) var requests: [RequestRecord] = []
    private(set) var queries: [QueryRecord] = []
    private(set) var routes: [Route] = []
    private(set) var statements: [Statement] = []
    private(set) var deadLetters: [DeadLetter] = []
    private(set) var losses: [Loss] = []
    private(set) var capture = RequestCapture(state: .off)

    init() {}

    init(of path: String) throws {
        let reader = try RecordingReader(path: path)
        while let delta = try reader.next() { apply(delta) }
    }

    mutating func apply(_ delta: RecordingDelta) {
        requests += delta.requests
        queries += delta.queries
        routes += delta.routes
        statements += delta.statements
        deadLetters += delta.deadLetters
        losses = delta.losses
        capture = delta.requestCapture
    }

    func route(of request: RequestRecord) -> Route { routes[request.route.index] }
    func statement(of query: QueryRecord) -> Statement { statements[query.statement.index] }

    func lost(_ reason: LossReason) -> Int64 {
        losses.filter { $0.reason == reason }.reduce(0) { $0 + $1.count }
    }
}

extension AgentRun {
    /// Waits until connections are watched, so that nothing that a client does from now on is missed.
    func waitUntilWatching() throws {
        _ = try waitForTraffic { $0.capture.state == .on || $0.capture.state == .unavailable }
    }

    @discardableResult
    func waitForTraffic(_ isThere: (Traffic) -> Bool) throws -> Traffic {
        try waitUntilAttached()
        let reader = try RecordingReader(path: path)
        var traffic = Traffic()
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            if let delta = try reader.next() { traffic.apply(delta) }
            if isThere(traffic) { return traffic }
            usleep(10_000)
        }
        throw TestFailure("the traffic never held what was awaited: \(traffic.requests.count) requests")
    }

    /// Ends the recording in good order; all that it holds.
    func finishTraffic() throws -> Traffic {
        command("stop")
        let (status, text) = end()
        guard status == 0 else { throw TestFailure("the agent ended with \(status): \(text)") }
        return try Traffic(of: path)
    }
}

/// One request as the client saw it.
struct TruthRow {
    let number: Int
    let method: String
    let status: Int32
    let bytesIn: Int64
    let bytesOut: Int64
    let duration: Int64
    let isPipelined: Bool

    /// Runs the client that sends the known mix.
    static func send(_ count: Int, to service: TrafficService, _ options: [String] = []) throws -> [TruthRow] {
        let file = NSTemporaryDirectory() + "glass-truth-\(UInt64.random(in: 0 ... .max)).csv"
        defer { unlink(file) }
        let client = [
            TrafficService.python, TrafficService.fixture("mix_client.py"), service.address, "\(count)", file,
        ]
        _ = try Subprocess.output(of: client + options)
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
        return lines.compactMap { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 8, let number = Int(cells[0]), let status = Int32(cells[3]),
                let bytesIn = Int64(cells[4]), let bytesOut = Int64(cells[5]), let duration = Int64(cells[6])
            else { return nil }
            return TruthRow(
                number: number, method: String(cells[1]), status: status, bytesIn: bytesIn, bytesOut: bytesOut,
                duration: duration, isPipelined: cells[7] == "1")
        }
    }
}
