import GlassAnalysis
import GlassModel
import GlassStore

/// The server of ``SampleRecording``, and ten seconds of what it served: 40 fast requests a second, of which the last
/// fails, and a slow one that sends one statement eight times. The fast ones are kept one by one for two seconds only.
enum TrafficRecording {
    static let fast = Nanoseconds(2_000_000)
    static let slow = Nanoseconds(90_000_000)

    static func write(to path: String, capture: RequestCapture = RequestCapture(state: .on)) throws {
        let writer = try RecordingWriter(path: path, info: SampleRecording.info)
        var batch = SampleRecording.batch
        add(to: &batch)
        batch.requestCapture = capture
        try writer.write(batch)
        try writer.finish()
    }

    /// As a reader would give it.
    static func profile(_ capture: RequestCapture = RequestCapture(state: .on)) -> Profile {
        var batch = RecordingBatch()
        add(to: &batch)
        var delta = RecordingDelta(info: SampleRecording.info)
        delta.info.end = SampleRecording.batch.end
        delta.threads = SampleRecording.batch.threads
        (delta.routes, delta.statements) = (batch.routes, batch.statements)
        (delta.requests, delta.queries) = (batch.requests, batch.queries)
        (delta.routeSeconds, delta.statementSeconds) = (batch.routeSeconds, batch.statementSeconds)
        (delta.deadLetters, delta.requestCapture) = (batch.deadLetters, capture)
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    private static func add(to batch: inout RecordingBatch) {
        batch.routes = [
            Route(id: RouteID(1), wireProtocol: .http, method: "GET", pattern: "/items/{id}"),
            Route(id: RouteID(2), wireProtocol: .http, method: "POST", pattern: "/report"),
        ]
        batch.statements = [
            Statement(id: StatementID(1), wireProtocol: .postgreSQL, text: "SELECT * FROM item WHERE id = ?"),
            Statement(id: StatementID(2), wireProtocol: .redis, text: "GET"),
        ]
        for second in 0..<10 {
            for number in 0..<40 where second < 2 { addFast(number, second, to: &batch) }
            addSlow(second, to: &batch)
            addSums(second, to: &batch)
        }
        batch.deadLetters = [
            DeadLetter(
                time: SampleRecording.start, wireProtocol: .redis, subject: "sent 127.0.0.1:6379",
                error: "no reply begins with “x”")
        ]
    }

    private static func moment(_ second: Int, _ part: Double) -> Timestamp {
        SampleRecording.start + .seconds(Double(second) + part)
    }

    private static func nextID(_ batch: RecordingBatch) -> RequestID { RequestID(Int32(batch.requests.count + 1)) }

    private static func addFast(_ number: Int, _ second: Int, to batch: inout RecordingBatch) {
        let isLast = number == 39
        batch.requests.append(
            RequestRecord(
                id: nextID(batch), route: RouteID(1), target: "/items/\(number)?q=\"…\",", status: isLast ? 500 : 200,
                started: moment(second, Double(number) / 100), duration: fast, timeToFirstByte: fast,
                bytesIn: 80, bytesOut: 300, peer: "127.0.0.1:40712", thread: ThreadKey(1),
                flags: isLast ? .failed : []))
    }

    private static func addSlow(_ second: Int, to batch: inout RecordingBatch) {
        let request = RequestRecord(
            id: nextID(batch), route: RouteID(2), target: "/report", status: 200, started: moment(second, 0.5),
            duration: slow, timeToFirstByte: slow, attribution: .thread, cpu: Nanoseconds(30_000_000), queryCount: 8,
            queryTime: Nanoseconds(40_000_000), mostRepeated: 8, bytesIn: 500, bytesOut: 9_000, peer: "unix",
            thread: ThreadKey(1))
        batch.requests.append(request)
        for number in 0..<8 {
            batch.queries.append(
                QueryRecord(
                    id: QueryID(Int32(batch.queries.count + 1)), statement: StatementID(1), request: request.id,
                    started: moment(second, 0.5 + Double(number) / 200), duration: Nanoseconds(5_000_000), rows: 2,
                    peer: "127.0.0.1:5432", thread: ThreadKey(1)))
        }
    }

    private static func addSums(_ second: Int, to batch: inout RecordingBatch) {
        let number = moment(second, 0).second
        var items = RouteSecond(second: number, route: RouteID(1))
        (items.count, items.failed, items.notKept) = (40, 1, second < 2 ? 0 : 40)
        (items.bytesIn, items.bytesOut) = (3_200, 12_000)
        items.latency.add(fast, count: 40)
        var report = RouteSecond(second: number, route: RouteID(2))
        (report.count, report.bytesIn, report.bytesOut) = (1, 500, 9_000)
        report.latency.add(slow)
        batch.routeSeconds += [items, report]
        var select = StatementSecond(second: number, statement: StatementID(1), route: RouteID(2))
        (select.count, select.rows, select.total) = (8, 16, Nanoseconds(40_000_000))
        select.latency.add(Nanoseconds(5_000_000), count: 8)
        var get = StatementSecond(second: number, statement: StatementID(2), route: nil)
        (get.count, get.failed, get.notKept, get.total) = (3, 1, 3, Nanoseconds(300_000))
        get.latency.add(Nanoseconds(100_000), count: 3)
        batch.statementSeconds += [select, get]
    }
}
