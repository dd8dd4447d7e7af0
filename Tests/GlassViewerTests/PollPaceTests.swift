import GlassModel
import Testing

@testable import GlassViewer

/// What does not show costs little.
@Suite struct PollPaceTests {
    @Test func newsThatDoNotShowAreAskedForSeldom() {
        let pace = PollPace()
        let live = pace.interval
        pace.isFrozen = true
        #expect(pace.interval >= live * 5)
        pace.isFrozen = false
        #expect(pace.interval == live)
    }

    @Test func newsDrawNothingUntilTheyAreTakenIn() {
        var info = RecordingInfo(
            process: ProcessID(1), executable: "/bin/x", commandLine: "x", host: "h", started: Timestamp(rawValue: 0),
            rate: 99, engine: .ptrace, version: "0")
        #expect(ViewerEvent.delta(RecordingDelta(info: info)).frameCause == nil)
        info.end = RecordingEnd(time: Timestamp(rawValue: 5), reason: .stopped)
        #expect(ViewerEvent.delta(RecordingDelta(info: info)).frameCause == .news)
        #expect(ViewerEvent.sourceFailed("gone").frameCause == .person)
    }
}
