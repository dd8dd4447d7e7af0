import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct FunctionTableTests {
    private func table(_ profile: Profile) -> FunctionTable {
        let (tree, weights) = profile.weighedTree()
        return FunctionTable(profile: profile, tree: tree, weights: weights)
    }

    @Test func countsARecursiveFunctionOnce() throws {
        let walk = try #require(table(ProfileFixture.service.profile).rows.first { $0.name == "walk" })
        #expect(walk.total.cpu == Nanoseconds(350_000_000))
        #expect(walk.selfWeight.cpu == Nanoseconds(350_000_000))
        #expect(walk.totalShare(.cpu) == 0.7)
        #expect(walk.module == "service")
    }

    @Test func selfTimesAddUpToTheWhole() {
        let profile = ProfileFixture.service.profile
        let sum = table(profile).rows.reduce(Weight.zero) { $0 + $1.selfWeight }
        #expect(sum == profile.stackWeights().total)
    }

    @Test func sortsByEachColumn() {
        var table = table(ProfileFixture.service.profile)
        func names(_ column: FunctionTable.Column, reversed: Bool = false, metric: Metric = .cpu) -> [String] {
            table.sort(by: column, metric: metric, reversed: reversed)
            return table.rows.map(\.name)
        }
        #expect(names(.name) == ["[epoll_wait]", "loop", "main", "parse", "start", "walk", "write"])
        #expect(names(.selfTime).prefix(3) == ["walk", "parse", "write"])
        #expect(names(.selfTime, reversed: true).last == "walk")
        #expect(names(.total).prefix(3) == ["main", "walk", "parse"])
        #expect(names(.selfTime, metric: .waiting).first == "[epoll_wait]")
        #expect(names(.module).first == "[epoll_wait]")
        #expect(names(.samples).first == "walk")
    }

    @Test func filtersRows() throws {
        var table = table(ProfileFixture.service.profile)
        table.keep(try Filter("self>=100ms function!=walk", fields: FunctionRow.filterFields))
        #expect(table.rows.map(\.name) == ["parse"])
    }
}

@Suite struct ThreadTableTests {
    @Test func showsStateAndTopFunction() throws {
        var fixture = ProfileFixture.service
        fixture.count(.threadState, [82, 83], thread: 2)
        let table = ThreadTable(profile: fixture.profile)
        let worker = try #require(table.rows.first { $0.name == "worker" })
        #expect(worker.state == "S")
        #expect(worker.topFunction?.function == "walk")
        #expect(worker.share(.cpu) == 0.3)
        #expect(worker.weight.waiting == Nanoseconds(910_000_000))
        let early = ThreadTable(profile: fixture.profile, selection: Selection(seconds: 100..<101))
        let waiting = try #require(early.rows.first { $0.name == "worker" })
        #expect(waiting.topFunction?.function == "[epoll_wait]")
    }

    @Test func sortsAndFilters() throws {
        var table = ThreadTable(profile: ProfileFixture.service.profile)
        table.sort(by: .cpu)
        #expect(table.rows.map(\.name) == ["main", "worker"])
        table.sort(by: .waiting)
        #expect(table.rows.map(\.name) == ["worker", "main"])
        table.sort(by: .waiting, reversed: true)
        #expect(table.rows.map(\.name) == ["main", "worker"])
        table.keep(try Filter("waiting>0.5s tid=702", fields: ThreadRow.filterFields))
        #expect(table.rows.map(\.name) == ["worker"])
    }

    @Test func leavesOutThreadsThatWereNotThere() {
        let table = ThreadTable(profile: ProfileFixture.service.profile, selection: Selection(seconds: 101..<102))
        #expect(table.rows.map(\.name) == ["main"])
    }
}

@Suite struct HotStacksTests {
    @Test func heaviestFirst() {
        let profile = ProfileFixture.service.profile
        let (tree, weights) = profile.weighedTree()
        let hot = HotStacks(profile: profile, tree: tree, weights: weights, limit: 2).stacks
        #expect(
            hot.map { $0.functions.map(\.function) } == [
                ["main", "parse", "walk", "walk"], ["start", "loop", "walk"],
            ])
        #expect(hot[0].share == 0.4)
        #expect(HotStacks(profile: profile, tree: tree, weights: weights, limit: -1).stacks.isEmpty)
    }
}

@Suite struct NodeSearchTests {
    @Test func findsNodesAndCountsNestedOnesOnce() throws {
        let profile = ProfileFixture.service.profile
        let (tree, weights) = profile.weighedTree()
        let search = NodeSearch(
            tree: tree, weights: weights, profile: profile, matching: try TextMatcher("WALK"))
        #expect(search.count == 3)
        #expect(search.weight.cpu == Nanoseconds(350_000_000))
        let pattern = NodeSearch(
            tree: tree, weights: weights, profile: profile, matching: try TextMatcher("~^(parse|write)$"))
        let all = (0..<Int32(tree.count)).map(NodeID.init(rawValue:))
        let found = all.filter { pattern.contains($0, of: tree) }
        #expect(found.map { tree.name($0, profile) } == ["parse", "write"])
        #expect(pattern.count == 2)
        #expect(!pattern.contains(NodeID(rawValue: 9_999), of: tree))
    }
}
