import GlassModel
import Testing

@testable import GlassSampler

/// When all traced threads are asked for news.
struct EventSweepTests {
    private let thread = ThreadID(7)
    private let millisecond: Int64 = 1_000_000

    private func swept(taking time: Int64, isSurprised: Bool) -> EventSweep {
        var sweep = EventSweep()
        sweep.begins(at: Nanoseconds(millisecond))
        sweep.ended(at: Nanoseconds(millisecond + time), isSurprised: isSurprised)
        return sweep
    }

    @Test func `the first one is due at once, the next ones when a signal came`() {
        #expect(EventSweep().isDue(at: .zero))
        var sweep = swept(taking: 100, isSurprised: false)
        let later = Nanoseconds(10 * millisecond)
        #expect(!sweep.isDue(at: later) && sweep.dueAt > later)
        sweep.announce(thread)
        #expect(sweep.announced == thread && sweep.isDue(at: later))
    }

    @Test func `none is wanted after a signal of the only thread`() {
        var sweep = swept(taking: 100, isSurprised: false)
        let later = Nanoseconds(10 * millisecond)
        for _ in 0..<3 {
            sweep.announce(thread)
            sweep.stopped(onlyThread: thread)
            #expect(!sweep.isDue(at: later) && sweep.dueAt == Nanoseconds(.max))
        }
        sweep.announce(thread)
        #expect(sweep.isDue(at: later))
    }

    /// The kernel keeps one signal and forgets those that come before it is taken.
    @Test func `one that was wanted before stays so, and so does one after a signal of another`() {
        let later = Nanoseconds(10 * millisecond)
        var sweep = swept(taking: 100, isSurprised: false)
        sweep.announce(thread)
        sweep.announce(nil)
        sweep.announce(thread)
        sweep.stopped(onlyThread: thread)
        #expect(sweep.isDue(at: later))

        sweep = swept(taking: 100, isSurprised: false)
        sweep.announce(ThreadID(8))
        sweep.stopped(onlyThread: thread)
        #expect(sweep.isDue(at: later))
    }

    @Test func `where strangers may come each signal wants one`() {
        var sweep = swept(taking: 100, isSurprised: false)
        sweep.expectStrangers()
        sweep.announce(thread)
        sweep.stopped(onlyThread: thread)
        #expect(sweep.isDue(at: Nanoseconds(10 * millisecond)))
    }

    @Test func `after one that took long it rests, and says for how long`() {
        var sweep = swept(taking: millisecond, isSurprised: false)
        sweep.announce(thread)
        let due = Nanoseconds(2 * millisecond + 199 * millisecond)
        #expect(sweep.dueAt == due)
        #expect(!sweep.isDue(at: due - Nanoseconds(1)) && sweep.isDue(at: due))
        sweep.announce(nil)
        #expect(sweep.announced == nil && sweep.isDue(at: due))
    }

    @Test func `after one that found something there is no rest for a second`() {
        var sweep = swept(taking: millisecond, isSurprised: true)
        sweep.announce(thread)
        #expect(sweep.isDue(at: Nanoseconds(3 * millisecond)))
        sweep.begins(at: Nanoseconds(2_000 * millisecond))
        sweep.ended(at: Nanoseconds(2_001 * millisecond), isSurprised: false)
        sweep.announce(thread)
        #expect(!sweep.isDue(at: Nanoseconds(2_002 * millisecond)))
    }
}
