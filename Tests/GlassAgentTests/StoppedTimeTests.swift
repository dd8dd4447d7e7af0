import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// What glass says that its stops took from the target, which is what lowers the rate.
struct StoppedTimeTests {
    /// It goes on with its call until that is over, and only then stops: that wait is as long as half of a call.
    @Test func aThreadThatStaysInACallIsNotStoppedMeanwhile() throws {
        let fixture = try Fixture("long-calls").start()
        let run = try AgentRun(on: fixture.process, "--requests", "off")
        _ = try run.waitFor { $0.totalCPU > 2_000_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        let words = try fixture.finish().split(whereSeparator: \.isWhitespace)
        let call = try #require(words.last.flatMap { Double($0) }) / 1e6

        let profile = try run.profile()
        let stopped = try Double(#require(profile.counters.latest(.timeStopped))) / 1e9
        let samples = profile.stackWeights().total.samples
        #expect(samples > 0 && stopped > 0)
        #expect(stopped / Double(samples) < call / 16, "\(stopped) s in \(samples) samples of calls of \(call) s")
    }
}
