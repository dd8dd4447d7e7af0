import GlassModel
import Testing

@testable import GlassSampler

struct CarriedCPUTests {
    private func milliseconds(_ time: Int64) -> Nanoseconds { Nanoseconds(time * 1_000_000) }

    @Test func whatItUsedWhileItWasSeenWaitingGoesToTheNextThatCatchesIt() {
        var carried = CarriedCPU()
        carried.add(milliseconds(3), at: milliseconds(10))
        carried.add(milliseconds(4), at: milliseconds(20))
        #expect(carried.since == milliseconds(10))
        #expect(carried.claim(at: milliseconds(30)) == milliseconds(7))
        #expect(carried.total == .zero)
    }

    @Test func whatSamplesPassedByIsSpreadAndNothingIsLost() {
        var carried = CarriedCPU()
        for tick in 0..<20 {
            carried.add(milliseconds(10), at: milliseconds(Int64(tick) * 10))
            carried.pass()
        }
        var told = Nanoseconds.zero
        for tick in 20..<60 {
            carried.add(milliseconds(10), at: milliseconds(Int64(tick) * 10))
            let claimed = carried.claim(at: milliseconds(Int64(tick) * 10))
            #expect(claimed >= milliseconds(10) && claimed <= milliseconds(60))
            told += claimed
        }
        #expect(told > milliseconds(598))
        #expect(told + carried.takeAll() == milliseconds(600))
        #expect(carried.total == .zero)
    }

    @Test func theAgeIsThatOfTheLastClaim() {
        var carried = CarriedCPU()
        carried.add(milliseconds(80), at: milliseconds(1))
        carried.pass()
        _ = carried.claim(at: milliseconds(50))
        carried.add(milliseconds(1), at: milliseconds(60))
        #expect(carried.since == milliseconds(50))
    }
}
