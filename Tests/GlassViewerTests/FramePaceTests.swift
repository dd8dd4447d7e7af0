import Testing

@testable import GlassViewer

@Suite struct FramePaceTests {
    /// Draws as soon as it may, for a while; gives how many frames that were.
    private func flood(_ pace: inout FramePace, from start: ContinuousClock.Instant, for time: Duration) -> Int {
        var (now, count) = (start, 0)
        while now - start < time {
            let delay = pace.delay(at: now, for: .person)
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
            for (moment, cause) in [(now, FramePace.Cause.news), (now + .milliseconds(2), .person)] {
                #expect(pace.delay(at: moment, for: cause) == .zero)
                pace.drawn(at: moment)
            }
        }
    }

    /// Twenty keys a second and ten batches of news: as many frames as there may be.
    @Test func keysNeverWaitWhereNewsFillTheRest() {
        var pace = FramePace(interval: .microseconds(33_333))
        let start = ContinuousClock.now
        var drawn = 0
        var newsWait = false
        for millisecond in 0..<20_000 {
            let now = start + .milliseconds(millisecond)
            if millisecond % 50 == 7 {
                #expect(pace.delay(at: now, for: .person) == .zero)
                pace.drawn(at: now)
                (drawn, newsWait) = (drawn + 1, false)
            }
            if millisecond % 100 == 0 { newsWait = true }
            if newsWait, pace.delay(at: now, for: .news) == .zero {
                pace.drawn(at: now)
                (drawn, newsWait) = (drawn + 1, false)
            }
        }
        #expect(drawn <= 20 * 30 + 5)
    }
}
