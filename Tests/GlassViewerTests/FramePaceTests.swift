import Testing

@testable import GlassViewer

@Suite struct FramePaceTests {
    /// Draws as soon as it may, for a while; gives how many frames that were.
    private func flood(_ pace: inout FramePace, from start: ContinuousClock.Instant, for time: Duration) -> Int {
        var (now, count) = (start, 0)
        while now - start < time {
            let delay = pace.delay(at: now)
            if delay == .zero {
                pace.drawn(at: now)
                count += 1
            }
            now += max(delay, .microseconds(100))
        }
        return count
    }

    @Test func aFloodIsHeldToTheLimit() {
        var pace = FramePace(interval: .milliseconds(33))
        let start = ContinuousClock.now
        #expect((300...310).contains(flood(&pace, from: start, for: .seconds(10))))
        // Without a pause there is no other burst.
        #expect((29...31).contains(flood(&pace, from: start + .seconds(10), for: .seconds(1))))
    }

    @Test func aKeyDoesNotWaitBehindNews() {
        var pace = FramePace(interval: .milliseconds(33))
        let start = ContinuousClock.now
        for tenth in 0..<50 {
            let now = start + .milliseconds(100) * tenth
            for moment in [now, now + .milliseconds(2)] {
                #expect(pace.delay(at: moment) == .zero)
                pace.drawn(at: moment)
            }
        }
    }
}
