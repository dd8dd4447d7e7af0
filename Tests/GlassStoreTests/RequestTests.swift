import GRDB
import GlassModel
import GlassTestSupport
import Glibc
import Testing

@testable import GlassStore

@Suite struct RequestTests {
    @Test func givesTheStacksOfOneRequest() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 21)
        let reader = try RecordingReader(path: try record(&target, batches: 60, in: directory))
        _ = try reader.next()
        for request in target.traffic.requests {
            let expected = target.traffic.stacks.filter { $0.request == request.id }.sorted { $0.stack < $1.stack }
            #expect(try reader.stacks(of: request.id) == expected)
        }
        #expect(!target.traffic.stacks.isEmpty)
        #expect(try reader.stacks(of: RequestID(.max)).isEmpty)
    }

    @Test func sumsTheStacksOfARoute() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 22)
        let reader = try RecordingReader(path: try record(&target, batches: 60, in: directory))
        for route in target.traffic.routes {
            var expected: [StackID: Weight] = [:]
            for entry in target.traffic.stacks where target.traffic.requests[entry.request.index].route == route.id {
                expected[entry.stack, default: .zero] += entry.weight
            }
            #expect(try reader.stacks(ofRoute: route.id) == expected)
        }
    }

    @Test func sumsTheStacksOfARouteInAStretchOfTime() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 22)
        let reader = try RecordingReader(path: try record(&target, batches: 60, in: directory))
        let ends = target.traffic.requests.map(\.ended.second)
        let middle = try #require(ends.sorted().dropFirst(ends.count / 2).first)
        for route in target.traffic.routes {
            let whole = try reader.stacks(ofRoute: route.id)
            let parts = try [0..<middle, middle..<(middle + 1), (middle + 1)..<4_000_000_000].map {
                try reader.stacks(ofRoute: route.id, endedIn: $0)
            }
            let sum = parts.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
            #expect(sum == whole)
            var expected: [StackID: Weight] = [:]
            for entry in target.traffic.stacks {
                let request = target.traffic.requests[entry.request.index]
                guard request.route == route.id, request.ended.second == middle else { continue }
                expected[entry.stack, default: .zero] += entry.weight
            }
            #expect(parts[1] == expected)
        }
    }

    /// Also those that were written before their request.
    @Test func givesTheQueriesOfOneRequest() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 23)
        let reader = try RecordingReader(path: try record(&target, batches: 60, in: directory))
        for request in target.traffic.requests {
            let expected = target.traffic.queries.filter { $0.request == request.id }
                .sorted { ($0.started, $0.id) < ($1.started, $1.id) }
            #expect(try reader.queries(of: request.id) == expected)
        }
    }

    @Test func addsUpAPairThatComesTwice() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 24)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        while target.traffic.requests.isEmpty { try writer.write(target.nextBatch()) }
        let request = target.traffic.requests[0].id
        let before = target.traffic.stacks.filter { $0.request == request && $0.stack == StackID(1) }
        var batch = RecordingBatch()
        let weight = Weight(samples: 2, cpu: Nanoseconds(3), wall: Nanoseconds(4))
        batch.requestStacks = [RequestStack(request: request, stack: StackID(1), weight: weight)]
        try writer.write(batch)
        try writer.write(batch)
        let sum = before.reduce(weight + weight) { $0 + $1.weight }
        let stored = try RecordingReader(path: directory["a.glass"]).stacks(of: request)
        #expect(stored.first { $0.stack == StackID(1) }?.weight == sum)
    }

    @Test func namesTheRuleThatABatchBreaks() {
        var batch = RecordingBatch()
        var counts = BatchCounts()
        batch.requests = [
            RequestRecord(id: RequestID(2), route: RouteID(1), target: "", started: start, duration: .zero)
        ]
        #expect(counts.add(batch) == "request 2 is not the next")
        batch.requests = [
            RequestRecord(id: RequestID(1), route: RouteID(1), target: "", started: start, duration: .zero)
        ]
        #expect(counts.add(batch) == "route 1 is unknown")
        batch = RecordingBatch()
        batch.queries = [QueryRecord(id: QueryID(1), statement: StatementID(3), started: start, duration: .zero)]
        #expect(counts.add(batch) == "statement 3 is unknown")
        batch = RecordingBatch()
        batch.routeSeconds = [RouteSecond(second: 1, route: RouteID(4))]
        #expect(counts.add(batch) == "route 4 is unknown")
        batch = RecordingBatch()
        batch.requestStacks = [RequestStack(request: RequestID(9), stack: StackID(1), weight: .zero)]
        #expect(counts.add(batch) == "request 9 is unknown")
    }

    private var start: Timestamp { TestTarget.info.started }

    /// What someone with nothing but `sqlite3` sees.
    @Test func answersPlainSQL() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 25)
        let path = try record(&target, batches: 80, in: directory)
        let traffic = target.traffic
        try DatabaseQueue(path: path).read { db in
            #expect(try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").isEmpty)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM request_list") == traffic.requests.count)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM query_list") == traffic.queries.count)
            let slowest = try #require(try Double.fetchOne(db, sql: "SELECT duration_ms FROM slow_request LIMIT 1"))
            #expect(slowest * 1e6 == Double(traffic.requests.map(\.duration.rawValue).max() ?? 0))
            let requests = try Int64.fetchOne(db, sql: "SELECT sum(requests) FROM route_summary")
            #expect(requests == traffic.routeSeconds.values.reduce(0) { $0 + $1.count })
            let queries = try Int64.fetchOne(db, sql: "SELECT sum(queries) FROM query_summary")
            #expect(queries == traffic.statementSeconds.values.reduce(0) { $0 + $1.count })
            let targets = try String.fetchAll(db, sql: "SELECT target FROM request_list ORDER BY id")
            #expect(targets == traffic.requests.map(\.target))
        }
    }

    @Test func leavesOutStatisticsThatAreDamaged() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 26)
        let path = try record(&target, batches: 20, in: directory)
        try DatabaseQueue(path: path).write { db in
            try db.execute(sql: "UPDATE route_second SET latency = x'80'")
            try db.execute(sql: "DELETE FROM request_stack WHERE request = 3; DELETE FROM request WHERE id = 3")
            try db.execute(sql: "DROP TABLE query")
        }
        let reader = try RecordingReader(path: path)
        let delta = try #require(try reader.next())
        #expect(delta.routeSeconds.isEmpty)
        #expect(delta.requests.count == 2)
        #expect(delta.queries.isEmpty)
        #expect(delta.statementSeconds.count == target.traffic.statementSeconds.count)
        #expect(reader.notices.count == 3)
        #expect(try reader.queries(of: RequestID(1)).isEmpty)
    }

    /// A batch that found no room leaves no text behind that later ones would refer to.
    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func goesOnOnceThereIsRoomAgain() throws {
        let directory = try TemporaryDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=1500k") == 0 else {
            throw TestFailure("mount: \(errno)")
        }
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        try writeBytes([UInt8](repeating: 0, count: 1_000_000), directory["ballast"])
        var target = TestTarget(seed: 27)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        var refused: RecordingBatch?
        while refused == nil {
            let batch = target.nextBatch()
            do { try writer.write(batch) } catch { refused = batch }
        }
        unlink(directory["ballast"])
        try writer.write(try #require(refused))
        for _ in 0..<10 { try writer.write(target.nextBatch()) }
        var known = KnownRecording()
        known.apply(try #require(try RecordingReader(path: directory["a.glass"]).next()))
        #expect(known.traffic == target.traffic.known)
    }
}
