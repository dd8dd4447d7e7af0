import GlassModel
import Testing

@testable import GlassRequests

/// Clocks that agree, threads numbered as the kernel does, and samples as the test says.
private struct FakeSurroundings: LedgerSurroundings {
    var ofThreads: [ThreadID: [StackID: Weight]] = [:]
    var ofTasks: [UInt64: [StackID: Weight]] = [:]

    func timestamp(of moment: Nanoseconds) -> Timestamp { Timestamp(rawValue: moment.rawValue) }
    func key(of thread: ThreadID) -> ThreadKey? { ThreadKey(thread.rawValue) }
    func work(of thread: ThreadID, from: Nanoseconds, to: Nanoseconds) -> [StackID: Weight] {
        ofThreads[thread] ?? [:]
    }
    func work(
        ofTask task: UInt64, in process: ProcessID, from: Nanoseconds, to: Nanoseconds
    ) -> [StackID: Weight] { ofTasks[task] ?? [:] }
}

/// Milliseconds of the monotonic clock, on one thread.
private func moment(
    _ milliseconds: Int64, thread: Int32 = 1, cpu: Int64 = 0, turn: UInt32 = 0, task: UInt64 = 0
) -> Moment {
    Moment(
        time: Nanoseconds(milliseconds * 1_000_000), process: ProcessID(7), thread: ThreadID(thread),
        cpu: Nanoseconds(cpu * 1_000_000), turn: turn, task: task)
}

private func exchange(
    _ began: Moment, _ ended: Moment, _ wireProtocol: WireProtocol = .http, method: String = "GET",
    target: String = "/a", flags: RequestFlags = []
) -> Exchange {
    var exchange = Exchange(wireProtocol: wireProtocol, method: method, target: target, began: began)
    exchange.answered = ended
    exchange.ended = ended
    exchange.clientBytes = 10
    exchange.serverBytes = 20
    exchange.flags = flags
    return exchange
}

private struct Desk {
    var ledger: TrafficLedger
    var surroundings = FakeSurroundings()

    init(_ rules: RequestRules = RequestRules()) { ledger = TrafficLedger(rules: rules) }

    /// A request whose reading and writing the ledger sees.
    mutating func serve(_ exchange: Exchange, on connection: UInt64 = 1) {
        let connection = ConnectionID(connection)
        ledger.note(.read(total: 10), on: connection, at: exchange.began)
        ledger.note(.wrote(total: 20), on: connection, at: exchange.ended)
        finish(exchange, on: connection)
    }

    mutating func finish(_ exchange: Exchange, on connection: ConnectionID) {
        let ends = ConnectionEnds(local: "127.0.0.1:80", peer: "127.0.0.1:4000")
        ledger.take(TrackedExchange(exchange: exchange, connection: connection, ends: ends, isServed: true))
    }

    mutating func send(_ exchange: Exchange, on connection: UInt64 = 9) {
        let ends = ConnectionEnds(local: "127.0.0.1:5000", peer: "127.0.0.1:5432")
        ledger.take(
            TrackedExchange(exchange: exchange, connection: ConnectionID(connection), ends: ends, isServed: false))
    }

    mutating func settle(through milliseconds: Int64) -> RecordingBatch {
        var batch = RecordingBatch()
        ledger.settle(through: Nanoseconds(milliseconds * 1_000_000), in: surroundings, into: &batch)
        return batch
    }
}

@Suite struct LedgerTests {
    @Test func aThreadThatServesAloneIsTheOne() throws {
        var desk = Desk()
        desk.surroundings.ofThreads[ThreadID(1)] = [StackID(3): Weight(samples: 2, cpu: Nanoseconds(5))]
        desk.serve(exchange(moment(10, cpu: 100), moment(30, cpu: 112)))
        let batch = desk.settle(through: 100)
        let request = try #require(batch.requests.first)
        #expect(request.attribution == .thread)
        #expect(request.cpu == Nanoseconds(12_000_000))
        #expect(request.waiting == Nanoseconds(8_000_000))
        #expect(request.thread == ThreadKey(1))
        #expect(
            batch.requestStacks == [
                RequestStack(request: request.id, stack: StackID(3), weight: Weight(samples: 2, cpu: Nanoseconds(5)))
            ])
        #expect(batch.routes.map(\.pattern) == ["/a"])
    }

    @Test func whoeverServesTwoAtOnceServesNeitherForCertain() {
        var desk = Desk()
        let (first, second) = (exchange(moment(10), moment(40)), exchange(moment(20), moment(30)))
        desk.ledger.note(.read(total: 1), on: ConnectionID(1), at: first.began)
        desk.ledger.note(.read(total: 1), on: ConnectionID(2), at: second.began)
        desk.ledger.note(.wrote(total: 1), on: ConnectionID(2), at: second.ended)
        desk.finish(second, on: ConnectionID(2))
        desk.ledger.note(.wrote(total: 1), on: ConnectionID(1), at: first.ended)
        desk.finish(first, on: ConnectionID(1))
        #expect(desk.settle(through: 100).requests.map(\.attribution) == [.none, .none])
    }

    @Test func oneAfterTheOtherIsAlone() {
        var desk = Desk()
        for number in 0..<200 {
            desk.serve(exchange(moment(Int64(number * 10)), moment(Int64(number * 10 + 5))), on: UInt64(number % 3))
        }
        #expect(desk.settle(through: 10_000).requests.allSatisfy { $0.attribution == .thread })
    }

    @Test(arguments: [
        (moment(10), moment(30, thread: 2)), (moment(10, turn: 1), moment(30, turn: 2)),
    ]) func anotherThreadOrARoundOfTheEventLoopInBetweenIsNoProof(began: Moment, ended: Moment) {
        var desk = Desk()
        desk.serve(exchange(began, ended))
        #expect(desk.settle(through: 100).requests.map(\.attribution) == [.none])
    }

    @Test func requestsOfOneReadAreNotToldApart() {
        var desk = Desk()
        let (first, second) = (exchange(moment(10), moment(30)), exchange(moment(10), moment(30)))
        desk.ledger.note(.read(total: 1), on: ConnectionID(1), at: first.began)
        desk.ledger.note(.wrote(total: 1), on: ConnectionID(1), at: first.ended)
        desk.finish(first, on: ConnectionID(1))
        desk.finish(second, on: ConnectionID(1))
        #expect(desk.settle(through: 100).requests.map(\.attribution) == [.none, .none])
    }

    @Test func aTaskIsKnownByItsResponse() throws {
        var desk = Desk()
        desk.surroundings.ofTasks[0xbeef] = [StackID(1): Weight(samples: 1, cpu: Nanoseconds(9_000_000))]
        desk.send(exchange(moment(12, turn: 4, task: 0xbeef), moment(14, turn: 5), .postgreSQL, target: "SELECT ?"))
        desk.send(exchange(moment(13, turn: 4, task: 0xdead), moment(15, turn: 5), .postgreSQL, target: "SELECT ?"))
        desk.serve(exchange(moment(10, turn: 3), moment(30, turn: 9, task: 0xbeef)))
        let batch = desk.settle(through: 100)
        let request = try #require(batch.requests.first)
        #expect(request.attribution == .task)
        #expect(request.cpu == Nanoseconds(9_000_000))
        #expect(request.queryCount == 1)
        #expect(batch.queries.map(\.request) == [request.id])
    }

    @Test func queriesWaitForTheRequestThatSentThem() throws {
        var desk = Desk()
        desk.ledger.note(.read(total: 1), on: ConnectionID(1), at: moment(10))
        for number in 0..<7 {
            let begin = Int64(20 + number * 10)
            desk.send(
                exchange(moment(begin), moment(begin + 5), .postgreSQL, target: "SELECT * FROM item WHERE id = ?"))
        }
        #expect(desk.settle(through: 1_000).queries.isEmpty)
        let served = exchange(moment(10), moment(2_000))
        desk.ledger.note(.wrote(total: 1), on: ConnectionID(1), at: served.ended)
        desk.finish(served, on: ConnectionID(1))
        let batch = desk.settle(through: 3_000)
        let request = try #require(batch.requests.first)
        #expect(request.queryCount == 7)
        #expect(request.mostRepeated == 7)
        #expect(request.queryTime == Nanoseconds(35_000_000))
        #expect(batch.queries.map(\.request) == Array(repeating: request.id, count: 7))
        #expect(batch.statementSeconds.map(\.route) == [request.route])
        #expect(batch.statementSeconds.map(\.count) == [7])
    }

    @Test func queriesOnNobodysBehalfGoOnAlone() {
        var desk = Desk()
        desk.send(exchange(moment(10), moment(20), .redis, method: "GET", target: ""))
        let batch = desk.settle(through: 500)
        #expect(batch.queries.map(\.request) == [nil])
        #expect(batch.statements.map(\.text) == ["GET"])
    }

    @Test func aFloodIsCountedInFullAndKeptInPart() {
        var rules = RequestRules()
        rules.maximumPerSecond = 100
        var desk = Desk(rules)
        for number in 0..<1_000 {
            let begin = Int64(1_000 + number % 900)
            let flags: RequestFlags = number % 100 == 99 ? .failed : []
            let end = number == 950 ? begin + 5_000 : begin + 5
            desk.serve(exchange(moment(begin), moment(end), flags: flags), on: UInt64(number))
        }
        let batch = desk.settle(through: 10_000)
        #expect(batch.routeSeconds.reduce(0) { $0 + $1.count } == 1_000)
        #expect(batch.routeSeconds.reduce(0) { $0 + $1.failed } == 10)
        #expect(batch.requests.filter { $0.flags.contains(.failed) }.count == 10)
        #expect(batch.requests.contains { $0.duration == Nanoseconds(5_000_000_000) })
        #expect(batch.requests.count < 250)
        #expect(batch.routeSeconds.reduce(0) { $0 + $1.notKept } == Int64(1_000 - batch.requests.count))
        #expect(desk.ledger.requestsNotKept == Int64(1_000 - batch.requests.count))
    }

    @Test func rulesDecideByRoute() {
        var rules = RequestRules()
        rules.keep = [
            RequestRules.KeepRule(route: "GET /health*", keep: .none),
            RequestRules.KeepRule(route: "* /bulk", keep: .oneIn(10)),
        ]
        var desk = Desk(rules)
        for number in 0..<100 {
            let begin = Int64(number * 10)
            desk.serve(exchange(moment(begin), moment(begin + 1), target: "/healthz"))
            desk.serve(exchange(moment(begin + 3), moment(begin + 4), target: "/bulk"))
            desk.serve(exchange(moment(begin + 6), moment(begin + 7), target: "/other"))
        }
        let batch = desk.settle(through: 10_000)
        let kept = Dictionary(grouping: batch.requests, by: \.target).mapValues(\.count)
        // The slowest is kept whatever the rule says: here the first of each, as all are equally slow.
        #expect(kept == ["/healthz": 1, "/bulk": 10, "/other": 100])
        #expect(desk.ledger.requestsNotKept == 0)
    }

    @Test func nothingIsSettledBeforeItsSamplesAreThere() {
        var desk = Desk()
        desk.serve(exchange(moment(10), moment(90)))
        #expect(desk.settle(through: 50).requests.isEmpty)
        #expect(desk.settle(through: 90).requests.count == 1)
        #expect(desk.settle(through: 200).requests.isEmpty)
    }

    @Test(arguments: [
        ("GET /a", "GET /a", true), ("*", "anything", true), ("GET /a*", "GET /abc", true),
        ("GET /a", "GET /ab", false),
        ("*/x*y", "GET /x/y/xy", true), ("**a**", "bab", true), ("", "", true), ("", "a", false), ("a*", "", false),
    ]) func wildcards(pattern: String, text: String, matches: Bool) {
        #expect(Wildcard.matches(pattern, text) == matches)
    }
}
