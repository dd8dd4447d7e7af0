import GlassModel
import Testing

@testable import GlassSampler

/// Times are in nanoseconds from the moment at which sampling began.
struct ThreadTimeTests {
    private func at(_ time: Int64) -> Nanoseconds { Nanoseconds(time) }

    @Test func whatItRanGoesToTheNextSample() {
        var time = ThreadTime(since: at(0), isNew: true, period: at(100))
        #expect(time.switchedIn(at: at(10)) == nil)
        #expect(time.sampled(at: at(30)) == Weight(cpu: at(20), wall: at(30)))
        time.switchedOut(at: at(40), isPreempted: true)
        #expect(time.switchedIn(at: at(70)) == nil)
        #expect(time.sampled(at: at(80)) == Weight(cpu: at(20), wall: at(50)))
        #expect(time.takeUnclaimed() == .zero)
    }

    @Test func aWaitIsToldOnceThoughItGoesOn() {
        var time = ThreadTime(since: at(0), isNew: true, period: at(100))
        _ = time.switchedIn(at: at(0))
        time.switchedOut(at: at(100), isPreempted: false)
        #expect(time.takeWait(until: at(150)) == at(50))
        #expect(time.takeWait(until: at(140)) == .zero)
        #expect(time.switchedIn(at: at(180)) == ThreadTime.Wait(length: at(80), untold: at(30)))
        #expect(time.takeUnclaimed() == Weight(cpu: at(100), wall: at(100)))
    }

    @Test func aThreadOfWhichNothingWasHeardWaitedIfItWakes() {
        var time = ThreadTime(since: at(0), isNew: false, period: at(100))
        #expect(time.switchedIn(at: at(60)) == ThreadTime.Wait(length: at(60), untold: at(60)))
    }

    @Test func aThreadOfWhichNothingWasHeardRanIfItIsCaughtRunning() {
        var time = ThreadTime(since: at(0), isNew: false, period: at(100))
        #expect(time.sampled(at: at(60)) == Weight(cpu: at(60), wall: at(60)))
    }

    @Test func missingAndLateRecordsLoseAndRepeatNoTime() {
        var time = ThreadTime(since: at(0), isNew: true, period: at(100))
        var told = Weight.zero
        // Out twice, in twice, a sample while it should wait, one from the past.
        time.switchedOut(at: at(10), isPreempted: false)
        time.switchedOut(at: at(30), isPreempted: true)
        told += Weight(wall: time.switchedIn(at: at(40))?.untold ?? .zero)
        told += Weight(wall: time.switchedIn(at: at(60))?.untold ?? .zero)
        told += time.sampled(at: at(80))
        time.switchedOut(at: at(75), isPreempted: false)
        told += time.sampled(at: at(100))
        told += time.takeUnclaimed()
        #expect(told.wall == at(100))
        #expect(told.cpu <= told.wall)
    }

    private func milliseconds(_ time: Int64) -> Nanoseconds { Nanoseconds(time * 1_000_000) }

    private func running(period: Nanoseconds) -> ThreadTime {
        var time = ThreadTime(since: .zero, isNew: true, period: period)
        _ = time.switchedIn(at: .zero)
        return time
    }

    @Test func theSchedulersCountPutsRightWhatMissingRecordsMadeWrong() {
        var time = running(period: milliseconds(100))
        #expect(time.sampled(at: milliseconds(100)).cpu == milliseconds(100))
        // It had used but 70, and runs on.
        time.correct(cpu: milliseconds(70), at: milliseconds(100))
        #expect(time.sampled(at: milliseconds(120)) == Weight(cpu: milliseconds(10), wall: milliseconds(20)))
        #expect(time.sampled(at: milliseconds(160)) == Weight(cpu: milliseconds(20), wall: milliseconds(40)))
        #expect(time.sampled(at: milliseconds(170)) == Weight(cpu: milliseconds(10), wall: milliseconds(10)))
        // Its waking was lost.
        time.switchedOut(at: milliseconds(170), isPreempted: false)
        time.correct(cpu: milliseconds(180), at: milliseconds(250))
        #expect(time.takeUnclaimed().cpu == milliseconds(40))
    }

    @Test func aStretchWithoutSamplesIsBelievedWhenTheSchedulerConfirmsIt() {
        for wasStolen in [true, false] {
            var time = running(period: milliseconds(10))
            var told = time.sampled(at: milliseconds(10))
            // Nine of ten samples that were due did not come.
            told += time.sampled(at: milliseconds(110))
            #expect(told == Weight(cpu: Nanoseconds(22_500_000), wall: milliseconds(35)))
            time.correct(cpu: milliseconds(wasStolen ? 20 : 112), at: milliseconds(112))
            for moment in stride(from: 120, through: 250, by: 10) {
                let weight = time.sampled(at: milliseconds(Int64(moment)))
                // None stands for more than twice what it would.
                #expect(weight.cpu <= milliseconds(20) && weight.wall <= milliseconds(20))
                told += weight
            }
            #expect(told.wall == milliseconds(250))
            #expect(told.cpu == (wasStolen ? Nanoseconds(162_500_000) : milliseconds(250)))
        }
    }

    /// As on a machine that gives no thread its CPU for a whole period.
    @Test func timeOfDroppedSamplesIsSpreadOverThoseThatFollow() {
        var time = running(period: milliseconds(10))
        for slice in 0..<20 {
            time.switchedOut(at: milliseconds(Int64(slice) * 10 + 5), isPreempted: true)
            _ = time.switchedIn(at: milliseconds(Int64(slice) * 10 + 10))
        }
        var told = Weight.zero
        for moment in stride(from: 205, through: 285, by: 10) {
            let weight = time.sampled(at: milliseconds(Int64(moment)))
            #expect(weight.cpu <= milliseconds(40))
            told += weight
        }
        #expect(told == Weight(cpu: milliseconds(185), wall: milliseconds(285)))
    }

    @Test func whatTheSchedulerHasNotCountedYetIsNoError() {
        var time = running(period: milliseconds(10))
        _ = time.sampled(at: milliseconds(10))
        time.correct(cpu: milliseconds(8), at: milliseconds(12))
        #expect(time.sampled(at: milliseconds(20)).cpu == milliseconds(10))
    }

    @Test func timeOfLostRecordsIsRunOnlyWhereTheSchedulerSaysSo() {
        var time = running(period: milliseconds(10))
        var told = time.sampled(at: milliseconds(10))
        time.doubt(at: milliseconds(50))
        told += time.sampled(at: milliseconds(50))
        #expect(told == Weight(cpu: milliseconds(10), wall: milliseconds(10)))
        time.correct(cpu: milliseconds(30), at: milliseconds(50))
        told += time.takeUnclaimed()
        #expect(told == Weight(cpu: milliseconds(30), wall: milliseconds(50)))
    }
}

struct UnseenWaitsTests {
    private func wait(_ microseconds: Int64) -> ThreadTime.Wait {
        let length = Nanoseconds(microseconds * 1000)
        return ThreadTime.Wait(length: length, untold: length)
    }

    @Test func timeGoesToWaitsOfItsOwnLength() {
        var waits = UnseenWaits()
        for _ in 0..<100 { waits.add(wait(10), at: .zero) }
        waits.add(wait(10_000), at: .zero)
        #expect(waits.take(like: Nanoseconds(9_000_000)) == Nanoseconds(10_000_000))
        #expect(waits.take(like: Nanoseconds(9_000_000)) == .zero)
        #expect(waits.take(like: Nanoseconds(12_000)) == Nanoseconds(1_000_000))
        #expect(waits.total == .zero)
    }

    @Test func anyLengthHasItsPlace() {
        var waits = UnseenWaits()
        for length in [Int64.min, -1, 0, 1, 999, 1_000_000_000_000, .max] {
            waits.add(ThreadTime.Wait(length: Nanoseconds(length), untold: Nanoseconds(1)), at: .zero)
        }
        #expect(waits.takeAll() == Nanoseconds(7))
        #expect(waits.total == .zero)
    }
}
