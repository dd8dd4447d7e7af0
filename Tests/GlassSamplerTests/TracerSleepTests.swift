import GlassModel
import Testing

@testable import GlassSampler

/// What of the time until a stopped thread goes on is glass's doing.
struct TracerSleepTests {
    private func stopped(
        _ whole: Int64, slept: Int64, waited: Int64 = 0, queued: Int64 = 0, handling: Int64 = 8
    ) -> Int64 {
        func microseconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count * 1_000) }
        let time = TracerSleep.stopped(
            microseconds(whole), slept: microseconds(slept), waited: microseconds(waited),
            queued: microseconds(queued), handling: microseconds(handling))
        return time.rawValue / 1_000
    }

    @Test func aShortStopCountsFromWhenItWasAskedFor() {
        #expect(stopped(20, slept: 10) == 20)
        #expect(stopped(58, slept: 50) == 58)
    }

    @Test func whatTheThreadWaitsForACPUDoesNotCount() {
        #expect(stopped(4_020, slept: 4_010, queued: 4_000) == 20)
        #expect(stopped(60, slept: 50, queued: 45) == 15)
    }

    /// The host runs another guest, or the kernel stays in a call.
    @Test func whatNobodyIsAwakeInDoesNotCount() {
        #expect(stopped(30_010, slept: 30_000) == 60)
    }

    @Test func whatTheTracerWaitsForACPUCounts() {
        #expect(stopped(30_010, slept: 30_000, waited: 12_000) == 12_060)
        // It never counts for longer than the stop.
        #expect(stopped(30_010, slept: 30_000, waited: 90_000) == 30_010)
    }

    /// It stopped while the tracer looked at others.
    @Test func whatTheTracerWorksMeanwhileCounts() {
        #expect(stopped(5_000, slept: 20, handling: 4_970) == 5_000)
        #expect(stopped(5_000, slept: 20, handling: 10) == 5_000)
    }

    @Test func sleepIsSummed() {
        var sleep = TracerSleep()
        sleep.ends(at: Nanoseconds(5))
        #expect(sleep.total == .zero)
        sleep.begins(at: Nanoseconds(10))
        sleep.ends(at: Nanoseconds(30))
        sleep.ends(at: Nanoseconds(50))
        sleep.begins(at: Nanoseconds(100))
        sleep.ends(at: Nanoseconds(101))
        #expect(sleep.total == Nanoseconds(21))
    }
}
