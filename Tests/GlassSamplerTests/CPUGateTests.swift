import GlassModel
import Testing

@testable import GlassSampler

struct CPUGateTests {
    private func opens(_ gate: inout CPUGate, _ used: Int64, _ explained: Int64, slack: Int64 = 0) -> Bool {
        gate.opens(used: Nanoseconds(used), explained: Nanoseconds(explained), slack: Nanoseconds(slack))
    }

    @Test func whatWasUsedBeforeTheFirstLookIsNobodys() {
        var gate = CPUGate()
        #expect(!opens(&gate, 5_000_000, 0))
        #expect(!opens(&gate, 5_010_000, 0))
        #expect(opens(&gate, 5_030_000, 0))
    }

    @Test func whatTheThreadsUsedThatWereLookedAtExplainsTheClock() {
        var gate = CPUGate()
        #expect(!opens(&gate, 0, 0))
        #expect(!opens(&gate, 10_000_000, 9_990_000))
        // Another one ran for 5 ms.
        #expect(opens(&gate, 25_000_000, 19_990_000))
        gate.looked()
        #expect(!opens(&gate, 25_000_000, 24_900_000))
        // 100 µs will never be anybody's.
        #expect(!opens(&gate, 35_000_000, 34_900_000))
    }

    @Test func shortRunsAddUp() {
        var gate = CPUGate()
        #expect(!opens(&gate, 0, 0))
        let opened = (1...10).first { opens(&gate, Int64($0) * 5_000, 0) }
        #expect(opened == 5)
    }

    @Test func whatRunningThreadsUsedSinceTheyWereSeenDoesNotCount() {
        var gate = CPUGate()
        #expect(!opens(&gate, 0, 0))
        #expect(!opens(&gate, 10_000_000, 9_500_000, slack: 600_000))
        #expect(opens(&gate, 20_000_000, 19_000_000, slack: 600_000))
    }

    @Test func theLastOfAThreadThatEndedIsNobodys() {
        var gate = CPUGate()
        #expect(!opens(&gate, 0, 0))
        gate.threadEnded()
        #expect(!opens(&gate, 70_000, 0))
        // How much it was is known now: what comes on top is somebody else's.
        #expect(opens(&gate, 100_000, 0))
    }
}

struct RoundRobinTests {
    @Test func eachHasItsTurn() {
        var round = RoundRobin()
        #expect(round.take(2, of: 5) == [0, 1])
        #expect(round.take(2, of: 5) == [2, 3])
        #expect(round.take(2, of: 5) == [4, 0])
        #expect(round.take(9, of: 3) == [1, 2, 0])
        #expect(round.take(3, of: 0) == [])
        #expect(round.take(1, of: 1) == [0])
    }

    @Test func aListThatShrinksIsNotReadBehindItsEnd() {
        var round = RoundRobin()
        _ = round.take(9, of: 10)
        #expect(round.take(2, of: 4) == [0, 1])
    }
}
