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
}
