import GlassModel
import Testing

@testable import GlassAnalysis

/// The icicle over time of a short stretch is as fine as the samples are.
@Suite struct SampleSpreadTests {
    private static let second: Int64 = 100

    private final class ListedSamples: RollupHistory {
        let samples: [Sample]

        init(_ samples: [Sample]) { self.samples = samples }

        func forEachWeight(
            in seconds: Range<Int64>, threads: Set<ThreadKey>?, _ body: (ThreadKey, StackID, Weight) -> Void
        ) {}
        func forEachRollup(in seconds: Range<Int64>, _ body: (Rollup) -> Void) {}
        func forEachThreadSecond(in seconds: Range<Int64>, _ body: (Int64, ThreadKey, Weight) -> Void) {}
        func forEachSample(in time: Range<Timestamp>, _ body: (Sample) -> Void) {
            for sample in samples where time.contains(sample.time) { body(sample) }
        }
    }

    private struct Stretch {
        let stack: String
        /// In milliseconds since the second began.
        let time: Range<Int64>
        var thread: Int32 = 1
    }

    /// - Parameter seconds: How many there are, all with something in them.
    private func profile(_ stretches: [Stretch], seconds: Int64 = 2) -> Profile {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.thread(2, "other")
        var ids: [String: StackID] = [:]
        for stretch in stretches {
            fixture.add(stretch.stack, cpu: 1, second: Self.second, thread: stretch.thread)
            ids[stretch.stack] = fixture.delta.rollups.last?.stack
        }
        for second in 0..<seconds { fixture.add("idle", cpu: 1, second: Self.second + second) }
        let samples = stretches.map { stretch in
            Sample(
                time: Timestamp(rawValue: Self.second * 1_000_000_000 + stretch.time.upperBound * 1_000_000),
                thread: ThreadKey(stretch.thread), stack: ids[stretch.stack] ?? StackID(1),
                weight: Weight(
                    samples: 1, cpu: Nanoseconds(Int64(stretch.time.count) * 500_000),
                    wall: Nanoseconds(Int64(stretch.time.count) * 1_000_000)))
        }
        var delta = fixture.delta
        delta.past = RecordingPast(
            history: ListedSamples(samples), seconds: Self.second..<Self.second, stackTotals: [], threadTotals: [:])
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    /// What a stack took in each slot, in milliseconds of wall time.
    private func times(
        _ stack: String, _ profile: Profile, seconds: Range<Int64> = 100..<101, slots: Int,
        threads: Set<ThreadKey>? = nil
    ) -> [Int64] {
        let timeline = StackTimeline(
            profile: profile, selection: Selection(seconds: seconds, threads: threads), limit: slots)
        return (0..<timeline.count).map { slot in
            let own = timeline.entries(in: slot..<slot + 1).filter { entry in
                profile.frames(of: entry.stack).map(\.function).joined(separator: ";") == stack
            }
            return own.reduce(0) { $0 + $1.weight.wall.rawValue } / 1_000_000
        }
    }

    @Test func aSecondShowsTheOrderOfItsStacks() {
        let profile = profile([
            Stretch(stack: "main;a", time: 0..<200), Stretch(stack: "main;b", time: 200..<250),
            Stretch(stack: "main;a", time: 250..<650), Stretch(stack: "main;b", time: 650..<1_000),
        ])
        #expect(times("main;a", profile, slots: 10) == [100, 100, 50, 100, 100, 100, 50, 0, 0, 0])
        #expect(times("main;b", profile, slots: 10) == [0, 0, 50, 0, 0, 0, 50, 100, 100, 100])
    }

    @Test func whatReachesOverTheEdgesCountsWithItsPart() {
        let profile = profile([
            Stretch(stack: "main;a", time: -300..<100), Stretch(stack: "main;b", time: 900..<1_400),
            Stretch(stack: "main;c", time: 1_400..<1_500),
        ])
        #expect(times("main;a", profile, slots: 10) == [100] + Array(repeating: 0, count: 9))
        #expect(times("main;b", profile, slots: 10) == Array(repeating: 0, count: 9) + [100])
        #expect(times("main;c", profile, slots: 10).allSatisfy { $0 == 0 })
    }

    @Test func threadsAddUpUnlessTheyAreTold() {
        let profile = profile([
            Stretch(stack: "main;a", time: 0..<500), Stretch(stack: "main;a", time: 0..<1_000, thread: 2),
        ])
        #expect(times("main;a", profile, slots: 2) == [1_000, 500])
        #expect(times("main;a", profile, slots: 2, threads: [ThreadKey(1)]) == [500, 0])
    }

    /// However time is divided, no part of a sample is lost or counted twice.
    @Test(arguments: [1, 3, 7, 64, 999])
    func nothingIsLost(slots: Int) {
        let profile = profile([Stretch(stack: "main;a", time: 1..<334), Stretch(stack: "main;b", time: 334..<999)])
        let timeline = StackTimeline(profile: profile, selection: Selection(seconds: 100..<101), limit: slots)
        let total = timeline.entries(in: 0..<timeline.count).reduce(Weight.zero) { $0 + $1.weight }
        #expect(timeline.count <= slots)
        #expect(total == Weight(samples: 2, cpu: Nanoseconds(499_000_000), wall: Nanoseconds(998_000_000)))
    }

    @Test func aLongStretchGoesByWholeSeconds() {
        let profile = profile([Stretch(stack: "main;a", time: 0..<500)], seconds: 90)
        let fine = StackTimeline(profile: profile, selection: Selection(seconds: 100..<160), limit: 1_000)
        let coarse = StackTimeline(profile: profile, selection: Selection(seconds: 100..<161), limit: 1_000)
        #expect(fine.slotLength == Nanoseconds(60_000_000))
        #expect(coarse.slotLength == Nanoseconds.seconds(1) && coarse.count == 61)
    }

    /// Numbers that no recording holds unless it is damaged.
    @Test func strangeSamplesDoNotTrap() {
        var delta = RecordingDelta(info: ProfileFixture().profile.info)
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main", cpu: 1, second: Self.second)
        delta = fixture.delta
        let times = [Int64.min, -1, 0, Self.second * 1_000_000_000 + 5, .max]
        let samples = times.flatMap { time in
            times.map { length in
                Sample(
                    time: Timestamp(rawValue: time), thread: ThreadKey(1), stack: StackID(1),
                    weight: Weight(samples: 1, cpu: Nanoseconds(length), wall: Nanoseconds(length)))
            }
        }
        delta.past = RecordingPast(
            history: ListedSamples(samples), seconds: Self.second..<Self.second, stackTotals: [], threadTotals: [:])
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        let timeline = StackTimeline(profile: profile, selection: Selection(seconds: 100..<101), limit: 80)
        #expect(timeline.count <= 80)
    }
}
