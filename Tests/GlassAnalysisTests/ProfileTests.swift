import GlassModel
import GlassTestSupport
import Testing

@testable import GlassAnalysis

@Suite struct ProfileTests {
    @Test func sumsEverything() {
        let profile = ProfileFixture.service.profile
        let total = profile.stackWeights().total
        #expect(total == Weight(samples: 5, cpu: Nanoseconds(500_000_000), wall: Nanoseconds(1_410_000_000)))
        #expect(profile.threadWeights()[ThreadKey(2)]?.cpu == Nanoseconds(150_000_000))
        #expect(profile.seconds == 100..<103)
        #expect(profile.malformed == 0)
    }

    @Test func aSecondThatIsGivenAgainReplacesTheOld() {
        var fixture = ProfileFixture.service
        var profile = fixture.profile
        let stack = fixture.stack("main;write")
        var delta = RecordingDelta(info: fixture.delta.info)
        delta.rollupsFrom = 102
        let weight = Weight(samples: 3, cpu: Nanoseconds(70), wall: Nanoseconds(80))
        delta.rollups = [
            Rollup(second: 102, thread: ThreadKey(1), stack: stack, weight: weight),
            Rollup(second: 103, thread: ThreadKey(1), stack: stack, weight: weight),
        ]
        profile.apply(delta)
        #expect(profile.stackWeights().weights[stack.index] == weight + weight)
        #expect(profile.stackWeights().total.cpu == Nanoseconds(300_000_140))
        #expect(profile.threadWeights()[ThreadKey(2)]?.wall == Nanoseconds(900_000_000))
        #expect(profile.rollups.count == 5 - 2 + 2)
    }

    @Test func deltasInPiecesEqualOneDelta() {
        let whole = ProfileFixture.service.delta
        var profile = Profile(info: whole.info)
        var first = whole
        first.rollups = whole.rollups.filter { $0.second == 100 }
        profile.apply(first)
        var second = RecordingDelta(info: whole.info)
        second.rollupsFrom = 101
        second.rollups = whole.rollups.filter { $0.second > 100 }
        profile.apply(second)
        let atOnce = ProfileFixture.service.profile
        #expect(profile.stackWeights().weights == atOnce.stackWeights().weights)
        #expect(profile.threadWeights() == atOnce.threadWeights())
    }

    @Test func selectionsLimitTimeAndThreads() {
        let profile = ProfileFixture.service.profile
        let second = Selection(seconds: 101..<102)
        #expect(profile.stackWeights(for: second).total.cpu == Nanoseconds(200_000_000))
        let worker = Selection(threads: [ThreadKey(2)])
        #expect(profile.stackWeights(for: worker).total.samples == 2)
        let both = Selection(seconds: 102..<200, threads: [ThreadKey(2)])
        #expect(profile.stackWeights(for: both).total.cpu == Nanoseconds(150_000_000))
        #expect(profile.threadWeights(for: both).keys.map(\.rawValue) == [2])
        #expect(profile.stackWeights(for: Selection(seconds: 0..<1)).total == .zero)
        #expect(profile.secondWeights(for: worker).map(\.second) == [100, 102])
    }

    @Test func weightsByThreadAddUp() {
        let profile = ProfileFixture.service.profile
        let byThread = profile.stackWeightsByThread()
        #expect(byThread.keys.map(\.rawValue) == [1, 2])
        let sum = byThread.values.joined().reduce(Weight.zero) { $0 + $1.weight }
        #expect(sum == profile.stackWeights().total)
    }

    @Test func whatRefersToNothingIsCountedAndLeftOut() {
        var fixture = ProfileFixture.service
        let stack = fixture.stack("main;parse")
        var delta = fixture.delta
        let weight = Weight(samples: 1)
        delta.rollups += [
            Rollup(second: 102, thread: ThreadKey(99), stack: stack, weight: weight),
            Rollup(second: 102, thread: ThreadKey(1), stack: StackID(99), weight: weight),
            Rollup(second: 102, thread: ThreadKey(1), stack: StackID(0), weight: weight),
            Rollup(second: 102, thread: ThreadKey(1), stack: StackID(.min), weight: weight),
            Rollup(second: .max, thread: ThreadKey(1), stack: stack, weight: weight),
            Rollup(second: 102, thread: ThreadKey(1), stack: stack, weight: Weight(cpu: Nanoseconds(-1))),
        ]
        delta.stacks.append(StackNode(id: StackID(.max), parent: nil, frame: FrameID(1)))
        delta.counters.append(
            CounterReading(time: Timestamp(rawValue: 0), kind: .threadCPU, thread: ThreadKey(55), value: 1))
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        #expect(profile.malformed == 8)
        #expect(profile.stackWeights().total == fixture.profile.stackWeights().total)
    }

    @Test func aHoleInTheDictionaryKeepsItsWeight() {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main;work;inner", cpu: 10)
        var delta = fixture.delta
        delta.frames.remove(at: 1)
        delta.stacks.remove(at: 1)
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        #expect(profile.malformed == 2)
        #expect(profile.stackWeights().total.cpu == Nanoseconds(10_000_000))
        #expect(
            profile.functions(of: StackID(3)).map { profile.function($0).function } == ["[missing frame]", "inner"])
    }

    @Test func nonsenseNeverTraps() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            var delta = RecordingDelta(info: ProfileFixture().delta.info)
            func id() -> Int32 {
                Bool.random(using: &random)
                    ? .random(in: -3...12, using: &random) : .random(in: .min ... .max, using: &random)
            }
            func number() -> Int64 {
                Bool.random(using: &random)
                    ? .random(in: -5...200, using: &random) : .random(in: .min ... .max, using: &random)
            }
            delta.threads = (0..<4).map { _ in
                ThreadRecord(
                    key: ThreadKey(id()), process: ProcessID(id()), thread: ThreadID(id()), name: "t",
                    started: Timestamp(rawValue: number()))
            }
            delta.frames = (0..<8).map {
                Frame(id: FrameID($0 < 4 ? $0 + 1 : id()), kind: .native, function: "f\($0)", module: ModuleID(id()))
            }
            delta.stacks = (0..<12).map {
                StackNode(id: StackID($0 < 9 ? $0 + 1 : id()), parent: StackID(id()), frame: FrameID(id()))
            }
            delta.rollups = (0..<20).map { _ in
                Rollup(
                    second: number(), thread: ThreadKey(id()), stack: StackID(id()),
                    weight: Weight(samples: number(), cpu: Nanoseconds(number()), wall: Nanoseconds(number())))
            }
            delta.counters = (0..<10).map { _ in
                CounterReading(
                    time: Timestamp(rawValue: number()),
                    kind: CounterKind.allCases.randomElement(using: &random) ?? .threads,
                    thread: Bool.random(using: &random) ? nil : ThreadKey(id()), value: number())
            }
            delta.rollupsFrom = number()
            var profile = Profile(info: delta.info)
            profile.apply(delta)
            profile.apply(delta)
            _ = ReportSummary(profile: profile)
            _ = profile.cpuSeries(steps: 50)
            let (tree, weights) = profile.weighedTree()
            let layout = IcicleLayout(
                tree: tree, weights: weights, profile: profile, options: IcicleOptions(width: 40))
            #expect(layout.rows.allSatisfy { $0.allSatisfy { $0.width <= 40 } })
        }
    }
}
