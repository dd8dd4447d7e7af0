import GlassModel
import GlassProc
import Testing

@testable import GlassSampler

/// A thread at ticks of ten milliseconds, and what the scheduler counts of it.
private struct ThreadAtTicks {
    var wakefulness = Wakefulness()
    var timeslices: UInt64 = 100
    private var runTime = Nanoseconds.zero
    private var now = Nanoseconds.zero
    private static let period = Nanoseconds(10_000_000)

    var scheduling: SchedStat { SchedStat(runTime: runTime, timeslices: timeslices) }

    /// One that ran for this share of the time and was given a CPU so often besides, up to a stop.
    mutating func tick(running share: Double = 1, turns: UInt64 = 0, isBesideTracer: Bool = false) {
        runTime += Nanoseconds(Int64(share * Double(Self.period.rawValue)))
        timeslices += turns
        wakefulness.noteLook(scheduling, isBesideTracer: isBesideTracer)
        let asked = now + Self.period
        wakefulness.noteStop(from: asked, to: asked, scheduling)
        timeslices += isBesideTracer ? 2 : 1
        now = asked
    }
}

struct WakefulnessTests {
    @Test func oneThatOnlyItsStopsInterruptIsAwake() {
        var thread = ThreadAtTicks()
        #expect(!thread.wakefulness.isMostlyAwake)
        for _ in 0..<40 { thread.tick() }
        #expect(thread.wakefulness.isMostlyAwake)
    }

    @Test func oneThatSleepsForATenthOfItsTimeIsNot() {
        var thread = ThreadAtTicks()
        for _ in 0..<40 { thread.tick() }
        for _ in 0..<40 { thread.tick(running: 0.9, turns: 1) }
        #expect(!thread.wakefulness.isMostlyAwake)
    }

    @Test func whatTheHostTakesIsNoSleep() {
        var thread = ThreadAtTicks()
        for _ in 0..<40 { thread.tick(running: 0.6) }
        #expect(thread.wakefulness.isMostlyAwake)
    }

    @Test(arguments: [false, true])
    func whereTheTracerTakesItsCPUItIsGivenOneOnceMore(isBesideTracer: Bool) {
        var thread = ThreadAtTicks()
        for _ in 0..<40 { thread.tick(running: 0.6, turns: 1, isBesideTracer: isBesideTracer) }
        #expect(!thread.wakefulness.isMostlyAwake)
        for _ in 0..<40 { thread.tick(running: 0.6, isBesideTracer: isBesideTracer) }
        #expect(thread.wakefulness.isMostlyAwake)
    }
}
