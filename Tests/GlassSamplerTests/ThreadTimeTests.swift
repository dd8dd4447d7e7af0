import GlassModel
import Testing

@testable import GlassSampler

/// Times are in nanoseconds from the moment at which sampling began.
struct ThreadTimeTests {
    private func at(_ time: Int64) -> Nanoseconds { Nanoseconds(time) }

    @Test func whatItRanGoesToTheNextSample() {
        var time = ThreadTime(since: at(0), isNew: true)
        #expect(time.switchedIn(at: at(10)) == nil)
        #expect(time.sampled(at: at(30)) == Weight(cpu: at(20), wall: at(30)))
        time.switchedOut(at: at(40), isPreempted: true)
        #expect(time.switchedIn(at: at(70)) == nil)
        #expect(time.sampled(at: at(80)) == Weight(cpu: at(20), wall: at(50)))
        #expect(time.takeUnclaimed() == .zero)
    }

    @Test func aWaitIsToldOnceThoughItGoesOn() {
        var time = ThreadTime(since: at(0), isNew: true)
        _ = time.switchedIn(at: at(0))
        time.switchedOut(at: at(100), isPreempted: false)
        #expect(time.takeWait(until: at(150)) == at(50))
        #expect(time.takeWait(until: at(140)) == .zero)
        #expect(time.switchedIn(at: at(180)) == ThreadTime.Wait(length: at(80), untold: at(30)))
        #expect(time.takeUnclaimed() == Weight(cpu: at(100), wall: at(100)))
    }

    @Test func aThreadOfWhichNothingWasHeardWaitedIfItWakes() {
        var time = ThreadTime(since: at(0), isNew: false)
        #expect(time.switchedIn(at: at(60)) == ThreadTime.Wait(length: at(60), untold: at(60)))
    }

    @Test func aThreadOfWhichNothingWasHeardRanIfItIsCaughtRunning() {
        var time = ThreadTime(since: at(0), isNew: false)
        #expect(time.sampled(at: at(60)) == Weight(cpu: at(60), wall: at(60)))
    }

    @Test func missingAndLateRecordsLoseAndRepeatNoTime() {
        var time = ThreadTime(since: at(0), isNew: true)
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

    @Test func theSchedulersCountPutsRightWhatMissingRecordsMadeWrong() {
        var time = ThreadTime(since: at(0), isNew: true)
        _ = time.switchedIn(at: at(0))
        #expect(time.sampled(at: at(100)).cpu == at(100))
        // It had used but 70, and runs on.
        time.correct(cpu: at(70), at: at(100))
        #expect(time.sampled(at: at(120)) == Weight(cpu: .zero, wall: at(20)))
        #expect(time.sampled(at: at(150)) == Weight(cpu: at(20), wall: at(30)))
        // Its waking was lost.
        time.switchedOut(at: at(150), isPreempted: false)
        time.correct(cpu: at(160), at: at(250))
        #expect(time.takeUnclaimed().cpu == at(40))
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
