import GlassModel
import Testing

@testable import GlassSampler

@Suite struct SampleHistoryTests {
    private static let thread = ThreadKey(1)

    private static func sample(
        at milliseconds: Int64, stack: Int32, wall: Int64 = 10, cpu: Int64 = 0, thread: ThreadKey = thread
    ) -> Sample {
        Sample(
            time: Timestamp(rawValue: milliseconds * 1_000_000), thread: thread, stack: StackID(stack),
            weight: Weight(samples: 1, cpu: Nanoseconds(cpu * 1_000_000), wall: Nanoseconds(wall * 1_000_000)))
    }

    private static func moment(_ milliseconds: Int64) -> Timestamp { Timestamp(rawValue: milliseconds * 1_000_000) }

    /// The third was taken after the stretch: it tells nothing of it.
    @Test func aStretchGetsItsShareOfTheSamplesInIt() {
        var history = SampleHistory()
        history.add(Self.sample(at: 110, stack: 1, cpu: 10), task: nil, isStanding: false)
        history.add(Self.sample(at: 120, stack: 2, cpu: 10), task: nil, isStanding: false)
        history.add(Self.sample(at: 130, stack: 3, cpu: 10), task: nil, isStanding: false)
        let work = history.work(of: Self.thread, from: Self.moment(105), to: Self.moment(122))
        #expect(work.mapValues(\.wall.rawValue) == [1: 5_000_000, 2: 10_000_000].byStack)
        #expect(work.mapValues(\.cpu.rawValue) == [1: 5_000_000, 2: 10_000_000].byStack)
    }

    @Test func noMoreCPUTimeThanTimePassed() {
        var history = SampleHistory()
        // Carried from bursts that no sample caught.
        history.add(Self.sample(at: 110, stack: 1, cpu: 500), task: nil, isStanding: false)
        let work = history.work(of: Self.thread, from: Self.moment(100), to: Self.moment(110))
        #expect(work[StackID(1)]?.cpu == Nanoseconds(10_000_000))
    }

    @Test func aLongWaitIsOneStretch() {
        var history = SampleHistory()
        for second in 1...100 as ClosedRange<Int64> {
            history.add(Self.sample(at: second * 1_000, stack: 4, wall: 1_000), task: nil, isStanding: true)
        }
        let work = history.work(of: Self.thread, from: Self.moment(20_250), to: Self.moment(80_750))
        #expect(work[StackID(4)]?.wall == Nanoseconds(60_500_000_000))
    }

    @Test func tasksAreToldApartWhateverThreadRanThem() {
        var history = SampleHistory()
        let (first, second) = (
            SampleHistory.TaskKey(process: ProcessID(1), task: 0xa),
            SampleHistory.TaskKey(process: ProcessID(1), task: 0xb)
        )
        history.add(Self.sample(at: 10, stack: 1, cpu: 10), task: first, isStanding: false)
        history.add(Self.sample(at: 20, stack: 1, cpu: 10), task: second, isStanding: false)
        history.add(Self.sample(at: 30, stack: 2, cpu: 10, thread: ThreadKey(2)), task: first, isStanding: false)
        let work = history.work(of: first, from: Self.moment(0), to: Self.moment(100))
        #expect(work.mapValues(\.cpu.rawValue) == [1: 10_000_000, 2: 10_000_000].byStack)
        #expect(history.work(of: first, from: Self.moment(25), to: Self.moment(100)).keys.sorted() == [StackID(2)])
    }

    @Test func threadsOfOneTaskMayTellOfThemselvesInAnyOrder() {
        var history = SampleHistory()
        let task = SampleHistory.TaskKey(process: ProcessID(1), task: 0xa)
        for (time, thread) in [(10, 1), (30, 1), (20, 2), (40, 1)] as [(Int64, Int32)] {
            history.add(
                Self.sample(at: time, stack: Int32(time), cpu: 10, thread: ThreadKey(thread)), task: task,
                isStanding: false)
        }
        let work = history.work(of: task, from: Self.moment(11), to: Self.moment(25))
        #expect(work.keys.sorted() == [StackID(20)])
    }

    @Test func nothingIsKnownOfAThreadThatWasNeverSeen() {
        #expect(SampleHistory().work(of: Self.thread, from: Self.moment(0), to: Self.moment(10)).isEmpty)
    }

    @Test func itForgetsTheOldestWhereThereIsTooMuch() {
        var history = SampleHistory()
        for number in 0..<1_000_000 as Range<Int64> {
            history.add(
                Self.sample(at: number, stack: Int32(number % 7 + 1), wall: 1, cpu: 1), task: nil, isStanding: false)
        }
        #expect(history.work(of: Self.thread, from: Self.moment(0), to: Self.moment(1_000)).isEmpty)
        let work = history.work(of: Self.thread, from: Self.moment(999_000), to: Self.moment(1_000_000))
        #expect(work.values.reduce(.zero) { $0 + $1.wall } == Nanoseconds(999_000_000))
    }
}

extension [Int: Int64] {
    fileprivate var byStack: [StackID: Int64] {
        Dictionary<StackID, Int64>(uniqueKeysWithValues: map { (StackID(Int32($0.key)), $0.value) })
    }
}

@Suite struct CaptureGovernorTests {
    @Test func whatIsCheapGoesOn() {
        var governor = CaptureGovernor(budget: 0.1, now: .seconds(0))
        for second in 1...10 {
            let verdict = governor.review(
                now: .seconds(Double(second)), spent: .seconds(0.09 * Double(second)),
                targetCPU: .seconds(Double(second)))
            #expect(verdict == .goOn)
        }
    }

    @Test func whatIsDearPausesForAsLongAsMakesUpForIt() {
        var governor = CaptureGovernor(budget: 0.1, now: .seconds(0))
        // Three times the budget: two seconds without make up for one with.
        #expect(governor.review(now: .seconds(1), spent: .seconds(0.3), targetCPU: .seconds(1)) == .stepBack)
        #expect(governor.review(now: .seconds(2.9), spent: .seconds(0.3), targetCPU: .seconds(3)) == .goOn)
        #expect(governor.review(now: .seconds(3), spent: .seconds(0.3), targetCPU: .seconds(3)) == .watchAgain)
        #expect(governor.review(now: .seconds(4), spent: .seconds(0.35), targetCPU: .seconds(4)) == .goOn)
    }

    @Test func aTargetThatHardlyRunsIsNotWatchedLess() {
        var governor = CaptureGovernor(budget: 0.1, now: .seconds(0))
        #expect(governor.review(now: .seconds(1), spent: .seconds(0.002), targetCPU: .seconds(0.005)) == .goOn)
    }
}
