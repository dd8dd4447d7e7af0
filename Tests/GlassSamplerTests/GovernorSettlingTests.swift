import GlassModel
import Testing

@testable import GlassSampler

/// The governor in a world of numbers: it settles at what the budgets pay for.
struct GovernorSettlingTests {
    /// What each tick costs, and how much time the target has to lose.
    private struct World {
        var asked = 99.0
        /// Stopped in each tick.
        var stopped: Double
        /// Of the tracer's own CPU, in each tick.
        var own = 0.0
        /// Thread seconds a second.
        var targetTime = 1.0
        var budget = 0.01
        /// One tick in so many is stopped for so much longer.
        var rare: (every: Int, stopped: Double)?
    }

    /// The rate of each second.
    private func rates(in world: World, seconds: Int) -> [Double] {
        let statistics = TracerStatistics()
        var governor = Governor(rate: world.asked, budget: world.budget, now: .zero)
        var (now, own, target) = (0.0, 0.0, 0.0)
        var rates: [Double] = []
        var tick = 0
        while rates.count < seconds {
            let period = governor.period.seconds
            now += period
            own += world.own
            let grown = target + period * world.targetTime
            statistics.targetTime.add(Int64(grown * 1e9) - Int64(target * 1e9), ordering: .relaxed)
            target = grown
            statistics.ticks.add(1, ordering: .relaxed)
            tick += 1
            let isDear = world.rare.map { tick.isMultiple(of: $0.every) } ?? false
            let stopped = world.stopped + (isDear ? world.rare?.stopped ?? 0 : 0)
            statistics.stopped.add(Int64(stopped * 1e9), ordering: .relaxed)
            governor.review(now: .seconds(now), ownCPU: .seconds(own), statistics: statistics)
            while rates.count < seconds, Double(rates.count + 1) <= now { rates.append(governor.rate) }
        }
        return rates
    }

    private func expect(_ world: World, settlesAt rate: Double) {
        let settled = rates(in: world, seconds: 120).suffix(60)
        #expect(settled.allSatisfy { $0 > rate * 0.7 && $0 <= rate * 1.01 }, "\(rate): \(settled)")
    }

    @Test func settlesWhereStopsTakeTheBudget() {
        expect(World(asked: 999, stopped: 50e-6), settlesAt: 200)
        expect(World(asked: 9_999, stopped: 50e-6), settlesAt: 200)
    }

    /// Hundreds of threads on a few cores: each has its own time to lose.
    @Test func settlesWhereTheTracerTakesItsShare() {
        expect(World(asked: 9_999, stopped: 200 * 40e-6, own: 200 * 20e-6, targetTime: 200), settlesAt: 0.25 / 4e-3)
        expect(World(asked: 99, stopped: 1_000 * 40e-6, own: 1_000 * 20e-6, targetTime: 1_000), settlesAt: 12.5)
    }

    /// At some ticks a second a quarter of a second holds one or none.
    @Test(arguments: [0.8, 1.5, 2, 3, 5, 8])
    func settlesAtLowRates(rate: Double) {
        expect(World(stopped: 0.01 / rate), settlesAt: max(1, rate))
    }

    @Test func aRateThatIsPaidForIsKept() {
        #expect(rates(in: World(stopped: 20e-6), seconds: 20) == [Double](repeating: 99, count: 20))
    }

    /// One stop of fifty milliseconds in twenty seconds is a quarter of the budget.
    @Test func aRareLongStopDoesNotLowerTheRate() {
        let world = World(stopped: 20e-6, rare: (every: 2_000, stopped: 0.05))
        #expect(rates(in: world, seconds: 120) == [Double](repeating: 99, count: 120))
    }

    /// Where they come more often they are paid for, and take the rate no further down than that.
    @Test func longStopsThatComeOftenArePaidFor() {
        let settled = rates(in: World(stopped: 20e-6, rare: (every: 200, stopped: 0.05)), seconds: 240).suffix(180)
        let mean = settled.reduce(0, +) / Double(settled.count)
        // 0.27 ms a tick on average.
        #expect(mean > 25 && mean < 38, "\(mean)")
        #expect(settled.allSatisfy { $0 > 12 }, "\(settled)")
    }

    /// What was dear for a while does not count for ever.
    @Test func comesBackWhenThereIsRoom() {
        let statistics = TracerStatistics()
        var governor = Governor(rate: 99, budget: 0.01, now: .zero)
        var now = 0.0
        for _ in 0..<3 {
            now += 0.3
            statistics.ticks.add(10, ordering: .relaxed)
            statistics.stopped.add(10_000_000_000, ordering: .relaxed)
            governor.review(now: .seconds(now), statistics: statistics)
        }
        #expect(governor.rate == 1)
        while governor.rate < 99, now < 30 {
            now += governor.period.seconds
            statistics.ticks.add(1, ordering: .relaxed)
            governor.review(now: .seconds(now), statistics: statistics)
        }
        #expect(governor.rate == 99)
    }
}
