import GlassModel
import Testing

@testable import GlassSampler

struct StopWaitTests {
    private let now = Nanoseconds(1_000_000_000)
    private let due = Nanoseconds(1_000_900_000)

    private func trusting() -> StopWait {
        var wait = StopWait()
        for _ in 0..<8 { wait.allStopped(after: Nanoseconds(40_000)) }
        return wait
    }

    @Test func theNextTickIsWaitedForUntilStopsHaveBeenPromptForSomeTicks() {
        var wait = StopWait()
        for _ in 0..<7 {
            wait.allStopped(after: Nanoseconds(40_000))
            #expect(wait.end(from: now, due: due) == nil)
        }
        wait.allStopped(after: Nanoseconds(40_000))
        #expect(wait.end(from: now, due: due) == now + StopWait.longest)
    }

    @Test func whatIsDueLaterIsNotHastened() {
        let later = now + Nanoseconds(10_000_000)
        #expect(trusting().end(from: now, due: later) == later)
    }

    @Test func aWaitInVainAndALateStopEndTheTrust() {
        var wait = trusting()
        wait.wasInVain()
        #expect(wait.end(from: now, due: due) == nil)
        wait = trusting()
        wait.allStopped(after: StopWait.prompt)
        #expect(wait.end(from: now, due: due) == nil)
    }

    /// How many prompt ticks it takes until it is trusted.
    private func ticksToTrust(_ wait: inout StopWait) -> Int {
        var ticks = 0
        while wait.end(from: now, due: due) == nil {
            wait.allStopped(after: Nanoseconds(40_000))
            ticks += 1
        }
        return ticks
    }

    @Test func eachFailureMakesTrustTakeTwiceAsLongUntilAllGoesWellForLong() {
        var wait = StopWait()
        for expected in [8, 16, 32, 64, 128, 256, 512, 1024, 2048] {
            #expect(ticksToTrust(&wait) == expected)
            wait.wasInVain()
        }
        #expect(ticksToTrust(&wait) == StopWait.mostTicksToTrust)
        wait.allStopped(after: StopWait.prompt)
        #expect(ticksToTrust(&wait) == 2 * StopWait.leastTicksToTrust)
        // A late stop that was not waited for with patience tells nothing new.
        wait.allStopped(after: StopWait.prompt)
        wait.allStopped(after: StopWait.prompt)
        #expect(ticksToTrust(&wait) == 4 * StopWait.leastTicksToTrust)
    }
}
