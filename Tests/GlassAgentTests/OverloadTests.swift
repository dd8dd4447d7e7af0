import Foundation
import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// Whether shares are right where others want the CPUs as well: a thread is then mostly found where it lost its own.
@Suite(.serialized)
struct OverloadTests {
    @Test func aThreadThatWakesOthersIsSeenAtItsWork() throws {
        let others = try (0..<2 * ProcessInfo.processInfo.activeProcessorCount).map { _ in try Fixture("spin").start() }
        defer { others.forEach { $0.kill() } }
        let fixture = try Fixture("wake-others").start()
        let run = try AgentRun(on: fixture.process, "--rate", "499", "--budget", "100")
        _ = try run.waitFor { $0.cpu(under: "working") + $0.cpu(under: "waking") > 1_500_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        let words = try fixture.finish().split(whereSeparator: \.isWhitespace)
        try #require(words.count == 4)
        let truth = try share(#require(Double(words[3])), of: #require(Double(words[1])))

        let profile = try run.profile()
        let measured = share(Double(profile.cpu(under: "waking")), of: Double(profile.cpu(under: "working")))
        #expect(abs(measured - truth) < 6, "\(measured) % instead of \(truth) %")
    }

    private func share(_ waking: Double, of working: Double) -> Double { 100 * waking / (waking + working) }
}
