import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct RequestTableTests {
    static let filters = [
        "", "items", "ITEMS", "über", "get", "127.0.0.3", "\"line\nfeed\"", "~^/i.*7$", "status>=500", "status=200",
        "status!=404", "duration>50ms", "duration<=1ms", "ttfb>20ms", "cpu>0", "waiting>=10ms", "not cpu>=0",
        "queries=0", "query_time>=50ms", "repeated>=5", "bytes_in<1kB", "bytes_out>=64kB", "time>1s",
        "route=/items", "route~items", "route!~items", "target=/ITEMS", "target!=\"\"", "target~^$", "method=post",
        "protocol=redis", "protocol!=http", "error=wrongtype", "error!=ERR", "error~^23", "error!~E", "peer~:4000",
        "thread=main", "thread!=main", "thread~work", "failed=yes", "failed!=yes", "flags~approximate", "flags=\"\"",
        "attribution=task", "status~^4", "status>=500 items", "items or status>=500", "not (items or duration<50ms)",
        "not not orders", "(method=GET or method=POST) status>=400 not cut-short", "route~^/items duration>50ms 127",
    ]

    /// The compiled filter means what the plain one means.
    @Test(arguments: filters) func filtersAreTheSameAsRowByRow(text: String) throws {
        var fixture = TrafficFixture(seed: 7)
        fixture.addRequests(400)
        let profile = fixture.profile
        let filter = try Filter(text, fields: RequestRow.filterFields)
        let table = RequestTable(profile: profile, filter: filter)
        let expected = (0..<profile.requests.count).filter {
            filter.matches(RequestRow(profile: profile, index: $0))
        }
        #expect(table.places.map(Int.init).sorted() == expected)
    }

    @Test(arguments: RequestTable.Column.allCases, [false, true])
    func aTableThatGrowsEqualsOneThatIsMadeAtOnce(column: RequestTable.Column, reversed: Bool) throws {
        var fixture = TrafficFixture(seed: 3)
        fixture.addRequests(300)
        let filter = try Filter("status>=300 items or duration>100ms", fields: RequestRow.filterFields)
        let pieces = fixture.pieces(of: 37)
        var profile = Profile(info: fixture.delta.info)
        profile.apply(pieces[0])
        var growing = RequestTable(profile: profile, filter: filter)
        growing.sort(by: column, reversed: reversed, of: profile)
        for piece in pieces.dropFirst() {
            profile.apply(piece)
            growing.extend(with: profile)
        }
        var whole = RequestTable(profile: fixture.profile, filter: filter)
        whole.sort(by: column, reversed: reversed, of: fixture.profile)
        #expect(growing.places == whole.places)
        #expect(growing.count > 20)
        #expect(growing.countOfAll == 300)
    }

    /// Whatever is typed, and whatever was there before.
    @Test func eachKeyGivesWhatTheWholeFilterGives() throws {
        var fixture = TrafficFixture(seed: 5)
        fixture.addRequests(300)
        let profile = fixture.profile
        var typed = RequestTable(profile: profile)
        typed.sort(by: .duration, of: profile)
        for text in ["status>=300 /items/7", "not items", "127.0.0.1 or 127.0.0.2", "GET über", "target~^/i"] {
            for length in Array(1...text.count) + Array(0..<text.count).reversed() {
                guard let filter = try? Filter(String(text.prefix(length)), fields: RequestRow.filterFields) else {
                    continue
                }
                typed.keep(filter, of: profile)
                var whole = RequestTable(profile: profile, filter: filter)
                whole.sort(by: .duration, of: profile)
                #expect(typed.places == whole.places, "\(filter.text)")
            }
        }
    }

    @Test func theNewestComesFirst() {
        var fixture = TrafficFixture()
        fixture.addRequests(50)
        let profile = fixture.profile
        let table = RequestTable(profile: profile)
        let starts = (0..<table.count).map { table.row($0, of: profile).record.started }
        #expect(starts == starts.sorted(by: >))
    }

    @Test(arguments: RequestTable.Column.allCases) func columnsSort(column: RequestTable.Column) {
        var fixture = TrafficFixture(seed: 11)
        fixture.addRequests(200)
        let profile = fixture.profile
        var table = RequestTable(profile: profile)
        table.sort(by: column, reversed: !column.isRising, of: profile)
        let rows = (0..<table.count).map { table.row($0, of: profile) }
        let field = column == .queries ? "queries" : column.rawValue
        let values = rows.map { $0.value(of: field) }
        for (left, right) in zip(values, values.dropFirst()) {
            switch (left, right) {
            case (nil, _): break
            case (_, nil): Issue.record("\(column): nothing comes before something")
            case (.text(let left)?, .text(let right)?): #expect(left <= right)
            case (let left?, let right?): #expect((left.magnitude ?? 0) <= (right.magnitude ?? 0))
            }
        }
    }

    @Test func aSelectionKeepsWhatRanWithinIt() {
        var fixture = TrafficFixture(seed: 2)
        fixture.addRequests(300)
        let profile = fixture.profile
        let table = RequestTable(profile: profile, selection: Selection(seconds: 101..<102, threads: [ThreadKey(1)]))
        #expect(table.count > 10)
        for row in 0..<table.count {
            let record = table.row(row, of: profile).record
            #expect(record.started.second < 102 && record.ended.second >= 101)
            #expect(record.thread == ThreadKey(1))
        }
    }

    @Test func aRecordComesBackAsItWas() {
        var fixture = TrafficFixture(seed: 13)
        fixture.addRequests(200)
        let profile = fixture.profile
        for (index, record) in fixture.delta.requests.enumerated() {
            #expect(profile.requests[index] == record)
            #expect(profile.requests.index(of: record.id) == index)
        }
        #expect(profile.requests.index(of: RequestID(999)) == nil)
    }

    @Test func manyTextsAreKeptOnce() {
        var table = TextTable()
        let texts = (0..<5_000).map { "/items/\($0 % 1_000)/ü" }
        let ids = texts.map { table.id(of: $0) }
        #expect(table.count == 1_000)
        #expect(zip(texts, ids).allSatisfy { table[$1] == $0 })
        #expect(table[-1].isEmpty && table[1_000].isEmpty)
    }

    /// A damaged recording may say anything.
    @Test func nonsenseIsLeftOutAndCounted() {
        var fixture = TrafficFixture()
        fixture.addRequests(3)
        var delta = fixture.delta
        var extreme = delta.requests[0]
        (extreme.started, extreme.duration) = (Timestamp(rawValue: .max), Nanoseconds(.max))
        (extreme.cpu, extreme.bytesIn, extreme.status) = (Nanoseconds(.min), .min, .min)
        let ids = [RequestID(3), RequestID(-1), RequestID(9)]
        delta.requests += ids.map { id in
            RequestRecord(id: id, route: RouteID(99), target: "", started: extreme.started, duration: .zero)
        }
        delta.requests.append(
            RequestRecord(
                id: RequestID(10), route: RouteID(1), target: "x", status: extreme.status, started: extreme.started,
                duration: extreme.duration, cpu: extreme.cpu, bytesIn: extreme.bytesIn, flags: .init(rawValue: .max)))
        delta.queries = [
            QueryRecord(id: QueryID(1), statement: StatementID(5), started: .init(rawValue: .min), duration: .zero)
        ]
        delta.routes.append(Route(id: RouteID(9), wireProtocol: .http, method: "GET", pattern: "/late"))
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        #expect(profile.requests.count == 4)
        #expect(profile.routes.count == 9)
        #expect(profile.routes[7].pattern == "[missing route]")
        #expect(profile.malformed == 5)
        var table = RequestTable(profile: profile, selection: Selection(seconds: 0..<200))
        for column in RequestTable.Column.allCases { table.sort(by: column, of: profile) }
        #expect(table.count == 3)
    }
}
