import Testing

@testable import GlassSampler

struct CPUSidesTests {
    private func sides(besideEvery period: Int, farInCallEvery callPeriod: Int) -> CPUSides {
        var sides = CPUSides()
        for number in 0..<200 {
            let isBeside = number % period == 0
            sides.met(besideTracer: isBeside)
            if !isBeside { sides.metFar(isInCall: number % callPeriod == 0) }
        }
        return sides
    }

    @Test func aThreadThatIsMetOnBothSidesIsPassedByOnTheOther() {
        #expect(!CPUSides().isPassedBy)
        #expect(sides(besideEvery: 2, farInCallEvery: 3).isPassedBy)
    }

    @Test func tooFewSamplesFromItsOwnCPUTellTooLittle() {
        #expect(!sides(besideEvery: 50, farInCallEvery: 3).isPassedBy)
    }

    @Test func whoIsMetInCallsAloneWasMovedThere() {
        #expect(!sides(besideEvery: 2, farInCallEvery: 1).isPassedBy)
    }
}
