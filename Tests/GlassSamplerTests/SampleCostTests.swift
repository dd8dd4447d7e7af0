import GlassModel
import Testing

@testable import GlassSampler

struct SampleCostTests {
    private func micros(_ count: Int64) -> Nanoseconds { Nanoseconds(count * 1_000) }

    @Test func whatNothingElseDisturbedCounts() throws {
        let cost = try #require(
            SampleCost(
                with: [(micros(2_900), 20), (micros(2_200), 20), (micros(5_000), 20)],
                without: [micros(2_400), micros(2_000)]))
        #expect(cost.base == micros(10))
        #expect(cost.cost(ofStack: 0) == micros(10))
        #expect(cost.cost(ofStack: SampleCost.stackSize + 60_000) == micros(16))
    }

    @Test func whatSaysNothingIsNotBelieved() {
        #expect(SampleCost(with: [], without: [micros(1)]) == nil)
        #expect(SampleCost(with: [(micros(3), 0)], without: [micros(1)]) == nil)
        #expect(SampleCost(with: [(micros(2_000), 20)], without: [micros(2_100)]) == nil)
        #expect(SampleCost(with: [(micros(90_000), 20)], without: [micros(2_000)]) == nil)
    }

    /// On any machine, with perf events or without.
    @Test func itIsMeasuredOrTheUsual() {
        let cost = SampleCost.measured(seesKernel: PerfRights.seesKernel)
        #expect((Nanoseconds(500)...micros(200)).contains(cost.base))
    }
}
