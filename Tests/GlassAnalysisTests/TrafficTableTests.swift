import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct TrafficTableTests {
    private func second(_ second: Int64, route: Int32, milliseconds: [Int64], failed: Int64 = 0) -> RouteSecond {
        var record = RouteSecond(second: second, route: RouteID(route))
        record.count = Int64(milliseconds.count)
        record.failed = failed
        record.bytesOut = 10 * record.count
        for value in milliseconds { record.latency.add(Nanoseconds(value * 1_000_000)) }
        return record
    }

    private var delta: RecordingDelta {
        var delta = TrafficFixture().delta
        delta.routeSeconds = [
            second(100, route: 1, milliseconds: Array(1...100), failed: 2), second(101, route: 1, milliseconds: [500]),
            second(101, route: 2, milliseconds: [7, 8, 9]),
        ]
        return delta
    }

    private func isClose(_ time: Nanoseconds, _ milliseconds: Double) -> Bool {
        abs(time.seconds * 1_000 - milliseconds) <= milliseconds * 0.02
    }

    @Test func routesHaveTheirPercentiles() {
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        var table = RouteTable(profile: profile)
        table.sort(by: .count)
        #expect(table.rows.map(\.route.pattern) == ["/items", "/items/{id}"])
        let items = table.rows[0]
        #expect(items.count == 101 && items.failed == 2 && items.bytesOut == 1_010)
        #expect(isClose(items.p50, 51) && isClose(items.p90, 91) && isClose(items.p99, 100))
        #expect(isClose(items.maximum, 500) && isClose(items.total, 5_550))
        let all = RouteStatistics(profile: profile).all
        #expect(all.count == 104 && isClose(all.maximum, 500))
        table.sort(by: .p50, reversed: true)
        #expect(table.rows.map(\.count) == [3, 101])
        let selected = RouteTable(profile: profile, seconds: 101..<102)
        #expect(selected.rows.map(\.count) == [1, 3])
        #expect(selected.rows[1].rate == 3)
    }

    @Test func aSecondThatIsNotOverIsReplaced() {
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        var news = RecordingDelta(info: delta.info)
        (news.rollupsFrom, news.statementSecondsFrom, news.routeSecondsFrom) = (.max, .max, 101)
        news.routeSeconds = [second(102, route: 2, milliseconds: [4]), second(101, route: 1, milliseconds: [2, 3])]
        profile.apply(news)
        let table = RouteTable(profile: profile)
        #expect(table.rows.map(\.count) == [102, 1])
        #expect(isClose(table.rows[0].maximum, 99.5))
        #expect(profile.seconds == 100..<103)
    }

    @Test func filtersKnowTheFields() throws {
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        for (text, count) in [("items", 2), ("p99>200ms", 0), ("max>200ms", 1), ("errors>1%", 1), ("method=POST", 0)] {
            var table = RouteTable(profile: profile)
            table.keep(try Filter(text, fields: RouteRow.filterFields))
            #expect(table.rows.count == count, "\(text)")
        }
        for field in RouteRow.filterFields {
            #expect(RouteTable(profile: profile).rows[0].value(of: field.name) != nil, "\(field.name)")
        }
    }

    // MARK: Statements

    private var queries: Profile {
        var delta = TrafficFixture().delta
        delta.statements = ["SELECT * FROM item WHERE id = ?", "HGET"].enumerated().map { index, text in
            Statement(id: StatementID(Int32(index + 1)), wireProtocol: index == 0 ? .postgreSQL : .redis, text: text)
        }
        for (route, count) in [(Int32(1), Int64(4)), (2, 8)] {
            var record = StatementSecond(second: 100, statement: StatementID(1), route: RouteID(route))
            (record.count, record.rows, record.failed, record.total) = (
                count, 2 * count, 1, Nanoseconds(count * 5_000_000)
            )
            record.latency.add(Nanoseconds(5_000_000), count: count)
            delta.statementSeconds.append(record)
        }
        delta.statementSeconds.append(StatementSecond(second: 101, statement: StatementID(2), route: nil))
        delta.statementSeconds[2].count = 3
        // Six of one statement for request 1, four for request 2, and seven for nobody.
        for (index, request)
            in (Array(repeating: 1, count: 6) + Array(repeating: 2, count: 4) + Array(repeating: 0, count: 7))
            .enumerated()
        {
            delta.queries.append(
                QueryRecord(
                    id: QueryID(Int32(index + 1)), statement: StatementID(1),
                    request: request == 0 ? nil : RequestID(Int32(request)),
                    started: Timestamp(rawValue: 100_900_000_000 - Int64(index) * 1_000_000),
                    duration: Nanoseconds(5_000_000)))
        }
        delta.requests = [1, 2].map { number in
            RequestRecord(
                id: RequestID(number), route: RouteID(1), target: "/items",
                started: Timestamp(rawValue: 100_800_000_000), duration: Nanoseconds(200_000_000))
        }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    @Test func statementsKnowWhoSendsThem() {
        var table = QueryTable(profile: queries)
        table.sort(by: .total)
        let row = table.rows[0]
        #expect(row.count == 12 && row.rows == 24 && row.failed == 2)
        #expect(isClose(row.total, 60) && isClose(row.p50, 5) && isClose(row.p99, 5))
        #expect(row.senders.map { $0.route?.name ?? "" } == ["GET /items/{id}", "GET /items"])
        #expect(row.senders.map(\.count) == [8, 4])
        #expect(table.rows[1].senders == [QueryRow.Sender(route: nil, count: 3)])
    }

    @Test func aStatementSentManyTimesForOneRequestIsFlagged() {
        let table = QueryTable(profile: queries)
        #expect(table.rows.map(\.repeatingRequests) == [1, 0])
        #expect(QueryTable(profile: queries, seconds: 100..<101).rows.map(\.repeatingRequests) == [1])
        #expect(QueryTable(profile: queries, seconds: 0..<100).rows.isEmpty)
    }

    @Test func aRequestKnowsItsQueriesAndItsOwnTree() throws {
        let profile = queries
        let stack = try #require(profile.stacks.last?.id)
        let weight = Weight(samples: 3, cpu: Nanoseconds(20), wall: Nanoseconds(30))
        let detail = try #require(
            RequestDetail(
                profile: profile, request: RequestID(1), stacks: [stack: weight, StackID(999): weight]))
        #expect(detail.queries.map(\.repetitions) == [6, 6, 6, 6, 6, 6])
        #expect(detail.queries.map { $0.offset.rawValue / 1_000_000 } == [95, 96, 97, 98, 99, 100])
        #expect(detail.stackWeights.total == weight)
        #expect(RequestDetail(profile: profile, request: RequestID(7), stacks: [:]) == nil)
    }

    // MARK: Percentiles

    @Test func extremeLatenciesAreCounted() {
        var statistics = LatencyStatistics()
        #expect(statistics.p99 == .zero && statistics.mean == .zero)
        for value in [Int64.min, -1, 0, .max] { statistics.add(Nanoseconds(value), count: .max) }
        statistics.add(Nanoseconds(5), count: -4)
        #expect(statistics.maximum == Nanoseconds(.max))
        #expect(statistics.total == Nanoseconds(.max))
        #expect(statistics.percentile(1) >= statistics.p50)
    }

    @Test func deadLettersAreCountedAndTheLatestKept() {
        var profile = Profile(info: delta.info)
        var delta = RecordingDelta(info: delta.info)
        delta.deadLetters = (0..<1_500).map { number in
            DeadLetter(
                time: Timestamp(rawValue: 1), wireProtocol: .http, subject: "served", error: "bad line \(number)")
        }
        delta.requestCapture = RequestCapture(state: .steppedBack, explanation: "too dear")
        profile.apply(delta)
        #expect(profile.deadLetterCount == 1_500)
        #expect(profile.deadLetters.count == 1_000 && profile.deadLetters.last?.error == "bad line 1499")
        #expect(profile.requestCapture.state == .steppedBack)
    }
}
