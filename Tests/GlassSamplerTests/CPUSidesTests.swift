import Testing

@testable import GlassSampler

struct CPUSidesTests {
    private func sides(
        besideEvery period: Int, farInCallEvery callPeriod: Int, besideInCallEvery besidePeriod: Int = 3
    ) -> CPUSides {
        var sides = CPUSides()
        for number in 0..<400 {
            if number % period == 0 {
                sides.metBeside(isInCall: (number / period) % besidePeriod == 0)
            } else {
                sides.metElsewhere()
                sides.metFar(isInCall: number % callPeriod == 0)
            }
        }
        return sides
    }

    @Test func aThreadThatIsMetOnBothSidesIsPassedByOnTheOther() {
        for isAwake in [false, true] {
            #expect(!CPUSides().isPassedBy(isAwake: isAwake))
            #expect(sides(besideEvery: 2, farInCallEvery: 3).isPassedBy(isAwake: isAwake))
        }
    }

    @Test func tooFewSamplesFromItsOwnCPUTellTooLittle() {
        #expect(!sides(besideEvery: 50, farInCallEvery: 3).isPassedBy(isAwake: true))
        #expect(!sides(besideEvery: 50, farInCallEvery: 3).isNear)
    }

    @Test func whoSleepsAndIsMetInCallsAloneWasMovedThere() {
        #expect(!sides(besideEvery: 2, farInCallEvery: 1).isPassedBy(isAwake: false))
        #expect(sides(besideEvery: 2, farInCallEvery: 1).isPassedBy(isAwake: true))
    }

    @Test func whetherItIsHardlyInCallsIsKnownFromItsOwnCPU() {
        #expect(!CPUSides().isHardlyInCalls)
        #expect(!sides(besideEvery: 2, farInCallEvery: 3).isHardlyInCalls)
        #expect(sides(besideEvery: 2, farInCallEvery: 3, besideInCallEvery: 150).isHardlyInCalls)
        #expect(!sides(besideEvery: 50, farInCallEvery: 3, besideInCallEvery: 150).isHardlyInCalls)
    }
}
