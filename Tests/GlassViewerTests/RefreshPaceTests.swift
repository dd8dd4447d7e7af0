import Testing

@testable import GlassViewer

@Suite struct RefreshPaceTests {
    @Test func computingTakesATenthOfTheTimeAtMost() {
        var pace = RefreshPace()
        let start = ContinuousClock.now
        #expect(pace.ask(at: start) == .zero)
        #expect(pace.ask(at: start) == nil)
        let end = start + .milliseconds(50)
        pace.done(from: start, to: end)
        #expect(pace.ask(at: end + .milliseconds(100)) == .milliseconds(350))
        pace.done(from: end, to: end + .milliseconds(1))
        #expect(pace.ask(at: end + .milliseconds(101)) == .zero)
    }
}
