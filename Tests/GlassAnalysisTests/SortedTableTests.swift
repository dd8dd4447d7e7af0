import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct SortedTableTests {
    private func check<Row: TableRow>(_ table: RowTable<Row>, _ profile: Profile) {
        for column in Row.Column.allCases {
            for isReversed in [false, true] {
                var sorted = table
                let order = TableOrder(column, isReversed: isReversed)
                sorted.arrange(order, filter: .none, of: profile)
                let values = sorted.rows.map { $0.value(of: column, metric: .cpu) }
                for (value, next) in zip(values, values.dropFirst()) {
                    #expect(isInOrder(value, next, isRising: order.isRising), "\(column) \(isReversed) \(values)")
                }
                #expect(Set(sorted.ids) == Set(table.ids))
                #expect(sorted.ids == sorted.rows.map(\.id))
            }
        }
    }

    private func isInOrder(_ left: FilterValue?, _ right: FilterValue?, isRising: Bool) -> Bool {
        if case .text(let left) = left, case .text(let right) = right {
            return isRising ? left <= right : left >= right
        }
        let (left, right) = (left?.magnitude ?? -1, right?.magnitude ?? -1)
        return isRising ? left <= right : left >= right
    }

    @Test func rowsAreSortedByEveryColumn() {
        var fixture = ProfileFixture.service
        fixture.count(.threadState, [82, 83], thread: 2)
        fixture.count(.threadState, [82, 82], thread: 1)
        let profile = fixture.profile
        let (tree, weights) = profile.weighedTree()
        check(FunctionTable(profile: profile, tree: tree, weights: weights), profile)
        check(ThreadTable(profile: profile), profile)
    }

    @Test func aFilterIsReplacedAndNotAddedTo() throws {
        let profile = ProfileFixture.service.profile
        let (tree, weights) = profile.weighedTree()
        var table = FunctionTable(profile: profile, tree: tree, weights: weights)
        let order = TableOrder(FunctionRow.Column.name)
        table.arrange(order, filter: try Filter("walk", fields: FunctionRow.filterFields), of: profile)
        #expect(table.rows.map(\.name) == ["walk"])
        #expect(table.countOfAll == 7)
        table.arrange(order, filter: try Filter("parse or main", fields: FunctionRow.filterFields), of: profile)
        #expect(table.rows.map(\.name) == ["main", "parse"])
        table.arrange(order, filter: .none, of: profile)
        #expect(table.rows.map(\.name) == table.rows.map(\.name).sorted())
        #expect(table.rows.count == 7)
    }

    @Test func anotherMetricSortsAnew() {
        let profile = ProfileFixture.service.profile
        let (tree, weights) = profile.weighedTree()
        var table = FunctionTable(profile: profile, tree: tree, weights: weights)
        table.arrange(TableOrder(.selfTime), filter: .none, metric: .cpu, of: profile)
        #expect(table.rows.first?.name == "walk")
        table.arrange(TableOrder(.selfTime), filter: .none, metric: .waiting, of: profile)
        #expect(table.rows.first?.name == "[epoll_wait]")
        #expect(table.peak(of: .selfTime) == table.rows[0].value(of: .selfTime, metric: .waiting)?.magnitude)
    }
}

@Suite struct SimilarNamesTests {
    private let known = ["time", "status", "route", "duration", "ttfb", "query_time", "bytes_in", "bytes_out"]

    @Test(arguments: [
        ("statsu", ["status"]), ("dur", ["duration"]), ("Route", ["route"]), ("bytes", ["bytes_in", "bytes_out"]),
        ("tiem", ["time"]), ("ttbf", ["ttfb"]), ("routes", ["route"]), ("zzz", []), ("", []),
    ])
    func theNearestComeFirst(name: String, expected: [String]) {
        #expect(SimilarNames.of(name, among: known, limit: 3) == expected)
    }

    @Test func noLengthIsTooMuch() {
        let long = String(repeating: "x", count: 100_000)
        #expect(SimilarNames.of(long, among: known + [long + "y"], limit: 3) == [long + "y"])
        #expect(SimilarNames.of("time", among: known, limit: 0) == [])
    }
}
