import GlassModel
import Testing

@testable import GlassSampler

struct TidyingTests {
    private func at(_ seconds: Double) -> Nanoseconds { .seconds(seconds) }

    @Test func looksOnceASecondWhenNothingNewComesUp() {
        var tidying = Tidying(now: .zero)
        var looks: [Int] = []
        for tenth in 1...60 where tidying.isDue(at: at(Double(tenth) / 10), hasNamed: tenth == 15) {
            looks.append(tenth)
        }
        #expect(looks == [35, 45, 55])
    }

    /// What is freed meanwhile must not pile up.
    @Test func looksNowAndThenWhereATargetAlwaysBringsNews() {
        var tidying = Tidying(now: .zero)
        var looks: [Int] = []
        for tenth in 1...600 where tidying.isDue(at: at(Double(tenth) / 10), hasNamed: tenth % 10 == 0) {
            looks.append(tenth)
        }
        #expect(looks == [100, 200, 300, 400, 500, 600])
    }

    /// A burst of samples may come when nothing new has come up for an hour.
    @Test func givesBackWhatWasFreedWhereSomethingWasClosedAndNowAndThen() {
        var tidying = Tidying(now: .zero)
        let taken = (1...40).filter { tidying.takesFreed(at: at(Double($0)), hasClosed: $0 == 13) }
        #expect(taken == [10, 13, 23, 33])
    }

    @Test func givesCodeBackOnceAfterNamingAndNotOften() {
        var tidying = Tidying(now: .zero)
        let atFirst = [3.0, 100].map { tidying.takesCode(at: at($0)) }
        #expect(atFirst == [true, false])
        _ = tidying.isDue(at: at(101), hasNamed: true)
        let afterNews = tidying.takesCode(at: at(104))
        #expect(afterNews)
        _ = tidying.isDue(at: at(105), hasNamed: true)
        let soonAfter = [110.0, 164].map { tidying.takesCode(at: at($0)) }
        #expect(soonAfter == [false, true])
    }

    /// Whatever code is given back comes again when it is needed.
    @Test func codeThatWasGivenBackStillRuns() {
        OwnCode.giveBack()
        var interner = StackInterner(limit: 10)
        let number = interner.intern([.blocked, .interpreterLock])
        #expect(number == 1)
    }
}
