import GlassModel
import Testing

@testable import GlassAnalysis

/// A profile that reads what lies behind when it is asked for gives what one gives that holds everything.
@Suite struct ProfilePastTests {
    private final class ListedHistory: RollupHistory {
        let rollups: [Rollup]

        init(rollups: [Rollup]) { self.rollups = rollups }

        func forEachWeight(
            in seconds: Range<Int64>, threads: Set<ThreadKey>?, _ body: (ThreadKey, StackID, Weight) -> Void
        ) {
            for rollup in rollups where seconds.contains(rollup.second) && threads?.contains(rollup.thread) ?? true {
                body(rollup.thread, rollup.stack, rollup.weight)
            }
        }

        func forEachRollup(in seconds: Range<Int64>, _ body: (Rollup) -> Void) {
            for rollup in rollups where seconds.contains(rollup.second) { body(rollup) }
        }

        func forEachThreadSecond(in seconds: Range<Int64>, _ body: (Int64, ThreadKey, Weight) -> Void) {
            forEachRollup(in: seconds) { body($0.second, $0.thread, $0.weight) }
        }
    }

    private func fixture() -> ProfileFixture {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.thread(2, "worker")
        for second in Int64(100)..<150 {
            fixture.add("main;work;f\(second % 7)", cpu: second, second: second)
            fixture.add("main;read", cpu: 0, wall: 3, second: second, thread: 2)
            fixture.add("main;f\(second % 3)", cpu: 1, wall: 5, second: second, thread: 2)
        }
        return fixture
    }

    /// The first delta brings seconds before 120 as past, each later one a second more.
    private func lazyProfile(_ fixture: ProfileFixture) -> Profile {
        let history = ListedHistory(rollups: fixture.delta.rollups)
        var totals = Array(repeating: Weight.zero, count: fixture.delta.stacks.count)
        var threads: [ThreadKey: Weight] = [:]
        for rollup in fixture.delta.rollups where rollup.second < 120 {
            totals[rollup.stack.index] += rollup.weight
            threads[rollup.thread, default: .zero] += rollup.weight
        }
        var delta = fixture.delta
        delta.past = RecordingPast(history: history, seconds: 100..<120, stackTotals: totals, threadTotals: threads)
        delta.rollupsFrom = 120
        delta.rollups = fixture.delta.rollups.filter { (120..<123).contains($0.second) }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        for newest in Int64(123)..<150 {
            var next = RecordingDelta(info: delta.info)
            next.rollupsFrom = newest - 3
            next.rollups = fixture.delta.rollups.filter { (newest - 3...newest).contains($0.second) }
            profile.apply(next)
        }
        return profile
    }

    @Test(arguments: [
        Selection.all, Selection(threads: [ThreadKey(2)]), Selection(seconds: 110..<127),
        Selection(seconds: 0..<500, threads: [ThreadKey(1)]), Selection(seconds: 128..<129), Selection(seconds: 3..<4),
    ])
    func givesWhatAWholeProfileGives(selection: Selection) {
        let fixture = fixture()
        let (whole, past) = (fixture.profile, lazyProfile(fixture))
        #expect(past.stackWeights(for: selection).weights == whole.stackWeights(for: selection).weights)
        #expect(past.threadWeights(for: selection) == whole.threadWeights(for: selection))
        #expect(past.topFunctions(for: selection) == whole.topFunctions(for: selection))
        let seconds = (past.secondWeights(for: selection), whole.secondWeights(for: selection))
        #expect(seconds.0.map(\.second) == seconds.1.map(\.second))
        #expect(seconds.0.map(\.weight) == seconds.1.map(\.weight))
        var rollups: (past: [Rollup], whole: [Rollup]) = ([], [])
        past.forEachRollup(for: selection) { rollups.past.append($0) }
        whole.forEachRollup(for: selection) { rollups.whole.append($0) }
        #expect(rollups.past == rollups.whole)
        let stacks = (past.stackWeightsByThread(for: selection), whole.stackWeightsByThread(for: selection))
        #expect(stacks.0.keys == stacks.1.keys)
        for thread in stacks.0.keys {
            #expect(stacks.0[thread]?.map(\.stack) == stacks.1[thread]?.map(\.stack))
            #expect(stacks.0[thread]?.map(\.weight) == stacks.1[thread]?.map(\.weight))
        }
        for grid in [TimeGrid(first: 100, step: 10, count: 5), TimeGrid(first: 100, step: 3, count: 16)] {
            #expect(
                past.threadLanes(in: grid).map { lane in (0..<grid.count).map { lane[$0] } }
                    == whole.threadLanes(in: grid).map { lane in (0..<grid.count).map { lane[$0] } })
        }
        let overTime = [past, whole].map { StackTimeline(profile: $0, selection: selection, limit: 20) }
        #expect(overTime[0].count == overTime[1].count)
        for slot in 0..<overTime[0].count {
            let (found, expected) = (overTime[0].entries(in: slot..<slot + 1), overTime[1].entries(in: slot..<slot + 1))
            #expect(found.map(\.stack) == expected.map(\.stack) && found.map(\.weight) == expected.map(\.weight))
        }
        #expect(past.seconds == whole.seconds && past.duration == whole.duration)
    }

    /// Only what is not over is in memory.
    @Test func letsGoOfWhatIsOver() {
        let profile = lazyProfile(fixture())
        #expect(profile.rollups.first == 136 && profile.rollups.last == 149)
    }

    @Test func nonsenseInThePastIsLeftOut() {
        var fixture = fixture()
        let stack = fixture.stack("main")
        let nonsense = [
            Rollup(second: 5, thread: ThreadKey(1), stack: StackID(.min), weight: Weight(samples: 1)),
            Rollup(second: 5, thread: ThreadKey(1), stack: StackID(99_999), weight: Weight(samples: 1)),
            Rollup(second: 5, thread: ThreadKey(1), stack: stack, weight: Weight(samples: -1)),
        ]
        var delta = fixture.delta
        delta.rollups = []
        delta.past = RecordingPast(
            history: ListedHistory(rollups: nonsense), seconds: 0..<100,
            stackTotals: Array(repeating: Weight(samples: -1), count: 500), threadTotals: [:])
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        #expect(profile.stackWeights().total == .zero)
        #expect(profile.stackWeights(for: Selection(seconds: 0..<50)).total == .zero)
        #expect(profile.malformed > 0)
    }
}
