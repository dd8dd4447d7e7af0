import GlassModel
import Testing

@testable import GlassSampler

struct GovernorTests {
    @Test func aDearRateFallsToWhatTheBudgetPaysFor() {
        let rate = Governor.adjusted(1000, asked: 1000, cost: 0.05, budget: 0.01)
        #expect(rate > 150 && rate <= 200)
    }

    @Test func aCheapRateRisesButNeverAboveWhatWasAsked() {
        #expect(Governor.adjusted(30, asked: 99, cost: 0.001, budget: 0.01) == 60)
        #expect(abs(Governor.adjusted(30, asked: 99, cost: 0.006, budget: 0.01) - 45) < 0.001)
        #expect(Governor.adjusted(98, asked: 99, cost: 0.001, budget: 0.01) == 99)
        #expect(Governor.adjusted(99, asked: 99, cost: 0, budget: 0.01) == 99)
    }

    @Test func aRateNearTheBudgetStays() {
        #expect(Governor.adjusted(50, asked: 99, cost: 0.009, budget: 0.01) == 50)
    }

    @Test func itNeverStopsLookingAltogether() {
        #expect(Governor.adjusted(1, asked: 99, cost: 10, budget: 0.01) == 1)
        #expect(Governor.adjusted(0.5, asked: 0.5, cost: 10, budget: 0.01) == 0.5)
    }

    @Test func theAchievedRateIsCounted() {
        let statistics = TracerStatistics()
        var governor = Governor(rate: 99, budget: 0.01, now: .zero)
        for tick in 1...100 {
            statistics.ticks.add(1, ordering: .relaxed)
            governor.review(now: Nanoseconds(Int64(tick) * 10_000_000), statistics: statistics)
        }
        #expect(statistics.achievedRate.load(ordering: .relaxed) == 100_000)
    }

    @Test func lookingTakesAtMostAQuarterOfACore() {
        let statistics = TracerStatistics()
        var governor = Governor(rate: 9_999, budget: 0.01, now: .zero)
        statistics.ticks.add(100, ordering: .relaxed)
        // Half of a core at this rate; stops cost next to nothing.
        governor.review(now: Nanoseconds(250_000_000), ownCPU: Nanoseconds(125_000_000), statistics: statistics)
        #expect(governor.rate > 4_500 && governor.rate < 5_000)
        #expect(statistics.cost.load(ordering: .relaxed) == 0)
        // What was used before does not count again.
        let rate = governor.rate
        statistics.ticks.add(100, ordering: .relaxed)
        governor.review(now: Nanoseconds(500_000_000), ownCPU: Nanoseconds(130_000_000), statistics: statistics)
        #expect(governor.rate > rate)
    }

    @Test func stopsAreSetAgainstTheTargetsTime() {
        let statistics = TracerStatistics()
        var governor = Governor(rate: 99, budget: 0.01, now: .zero)
        statistics.ticks.add(25, ordering: .relaxed)
        statistics.stopped.add(10_000_000, ordering: .relaxed)
        statistics.targetTime.add(500_000_000, ordering: .relaxed)
        governor.review(now: Nanoseconds(250_000_000), statistics: statistics)
        #expect(statistics.cost.load(ordering: .relaxed) == 20_000)
        #expect(governor.rate < 99)
    }
}
