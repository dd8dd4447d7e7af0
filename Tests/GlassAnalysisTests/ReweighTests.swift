import GlassModel
import GlassTestSupport
import Testing

@testable import GlassAnalysis

/// Weighing again costs what has changed, and gives what weighing everything gives.
@Suite struct ReweighTests {
    @Test(arguments: [CallTree(), CallTree.inverted])
    func givesWhatWeighingGives(tree: CallTree) {
        var tree = tree
        var random = SeededGenerator(seed: 5)
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main;a;b", cpu: 1)
        var profile = fixture.profile
        for round in 0..<60 {
            let names = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                "f\(Int.random(in: 0...30, using: &random))"
            }
            let known = (fixture.delta.frames.count, fixture.delta.stacks.count, fixture.delta.rollups.count)
            fixture.add("main;" + names.joined(separator: ";"), cpu: Int64(round), second: Int64(100 + round / 5))
            var news = RecordingDelta(info: fixture.delta.info)
            news.frames = Array(fixture.delta.frames[known.0...])
            news.stacks = Array(fixture.delta.stacks[known.1...])
            news.rollupsFrom = Int64(98 + round / 5)
            news.rollups = fixture.delta.rollups.filter { $0.second >= news.rollupsFrom }
            profile.apply(news)
            tree.extend(with: profile)
            let selection = round % 13 == 12 ? Selection(seconds: 100..<104) : .all
            let again = tree.reweigh(profile.stackWeights(for: selection))
            let anew = tree.weigh(profile.stackWeights(for: selection))
            #expect(again.totals == anew.totals)
            #expect(again.selfWeights == anew.selfWeights)
        }
    }

    /// A stack that had no node yet when it was weighed counts once it has one.
    @Test func catchesUpWithStacksThatWereNotTakenIn() {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main;work", cpu: 5)
        var tree = CallTree()
        let weights = fixture.profile.stackWeights()
        #expect(tree.reweigh(weights).total == .zero)
        tree.extend(with: fixture.profile)
        #expect(tree.reweigh(weights).total.cpu == Nanoseconds(5_000_000))
    }

    /// What is given again as it was does not count twice, in whatever order it comes.
    @Test func rollupsGivenAgainInAnotherOrderReplaceTheOld() {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.thread(2, "worker")
        for name in ["a", "b", "c", "d"] {
            fixture.add("main;\(name)", cpu: 3, thread: 1)
            fixture.add("main;\(name)", cpu: 4, thread: 2)
        }
        var profile = fixture.profile
        let total = profile.stackWeights().total
        var again = RecordingDelta(info: fixture.delta.info)
        again.rollupsFrom = 100
        again.rollups = fixture.delta.rollups.reversed()
        profile.apply(again)
        #expect(profile.stackWeights().total == total)
        again.rollups.removeFirst(3)
        profile.apply(again)
        #expect(profile.rollups.count == 5)
        #expect(profile.stackWeights().total.samples == total.samples - 3)
        #expect(profile.threadWeights().values.reduce(.zero, +) == profile.stackWeights().total)
    }
}
