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
    mutating func tick(running share: Double = 1, turns: UInt64 = 0, looks: Bool = true, isBesideTracer: Bool = false) {
        runTime += Nanoseconds(Int64(share * Double(Self.period.rawValue)))
        timeslices += turns
        if looks {
            wakefulness.noteLook(scheduling, isBesideTracer: isBesideTracer)
        } else {
            wakefulness.skipLook()
        }
        let asked = now + Self.period
        wakefulness.noteStop(from: asked, to: asked, scheduling)
        timeslices += isBesideTracer ? 2 : 1
        now = asked
    }
}

struct WakefulnessTests {
    @Test func oneThatOnlyItsStopsInterruptNeverWaits() {
        var thread = ThreadAtTicks()
        #expect(!thread.wakefulness.neverWaits)
        for _ in 0..<40 { thread.tick() }
        #expect(thread.wakefulness.neverWaits)
    }

    @Test func oneThatSleepsForAMomentWaits() {
        var thread = ThreadAtTicks()
        for _ in 0..<40 { thread.tick(running: 0.999, turns: 1) }
        #expect(thread.wakefulness.isMostlyAwake)
        #expect(!thread.wakefulness.neverWaits)
    }

    @Test func whatTheHostTakesIsNoSleep() {
        var thread = ThreadAtTicks()
        for _ in 0..<40 { thread.tick(running: 0.6) }
        #expect(thread.wakefulness.neverWaits)
    }

    @Test func theTracersOwnCPUIsGivenOnceMore() {
        var thread = ThreadAtTicks()
        for _ in 0..<40 { thread.tick(isBesideTracer: true) }
        #expect(thread.wakefulness.neverWaits)
        thread.tick()
        #expect(!thread.wakefulness.neverWaits)
    }

    @Test func aLookAfterSomeStopsWithoutOneTellsOfAllOfThem() {
        for turns: UInt64 in [0, 1] {
            var thread = ThreadAtTicks()
            for _ in 0..<40 { thread.tick() }
            for number in 0..<8 { thread.tick(turns: number == 3 ? turns : 0, looks: false) }
            #expect(thread.wakefulness.unlooked == 8)
            thread.tick()
            #expect(thread.wakefulness.unlooked == 0)
            #expect(thread.wakefulness.neverWaits == (turns == 0))
        }
    }

    @Test func oneThatFellAsleepSinceItsLastLookHasWaited() {
        var thread = ThreadAtTicks()
        for _ in 0..<40 { thread.tick() }
        thread.wakefulness.skipLook()
        #expect(!thread.wakefulness.hasWaited(by: thread.scheduling, since: thread.scheduling))
        thread.timeslices += 1
        #expect(thread.wakefulness.hasWaited(by: thread.scheduling, since: thread.scheduling))
    }

    @Test func afterALateLookTheNextTickLooks() {
        var thread = ThreadAtTicks()
        for _ in 0..<40 { thread.tick() }
        thread.wakefulness.skipLook()
        thread.wakefulness.noteLateLook(thread.scheduling)
        #expect(!thread.wakefulness.neverWaits)
        thread.tick()
        thread.tick()
        #expect(thread.wakefulness.neverWaits)
    }
}

struct SoleClockTests {
    private let clock = SoleClock(time: Nanoseconds(500), at: Nanoseconds(1_000), runTime: Nanoseconds(70))

    @Test func whatTheClockTellsIsTrueOfAThreadThatWasOnACPUAllTheTime() {
        #expect(clock.used(to: Nanoseconds(1_480), askedAt: Nanoseconds(2_000)) == Nanoseconds(980))
        // It runs on while the word to stop is on its way.
        #expect(clock.used(to: Nanoseconds(1_530), askedAt: Nanoseconds(2_000)) == Nanoseconds(1_030))
    }

    @Test func ofOneThatWasNotTheSchedulerIsAsked() {
        #expect(clock.used(to: Nanoseconds(1_460), askedAt: Nanoseconds(2_000)) == nil)
    }
}
