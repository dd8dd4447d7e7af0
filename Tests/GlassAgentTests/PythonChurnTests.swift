import Foundation
import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// A program that makes and drops threads, functions and objects at random and recurses as deep as it likes.
@Suite(.serialized)
struct PythonChurnTests {
    /// How many nodes the tree of stacks has when it is judged; more where GLASS_CHURN_STACKS asks for it.
    private static let nodeCount =
        ProcessInfo.processInfo.environment["GLASS_CHURN_STACKS"].flatMap(Int.init) ?? 2_000

    @Test("The reader survives, mixes nothing and loses little", arguments: PythonMergeTests.interpreters)
    func churn(_ interpreter: String) throws {
        let script = try PythonFixture.start("churn", interpreter)
        let run = try AgentRun(
            on: ProcessID(script.process), "--rate", "99", "--budget", "100", "--requests", "off")
        _ = try run.waitFor(within: .seconds(60 + Self.nodeCount / 500)) { $0.stacks.count > Self.nodeCount }
        run.command("stop")
        #expect(run.end().status == 0)
        let profile = try run.profile()
        let depths = profile.stacks.map { node in
            profile.frames(of: node.id).filter { $0.kind == .python }.compactMap { Self.depth(of: $0.function) }
        }
        let mixed = depths.filter { depths in
            // One whose name is not known hides a step.
            depths.split(separator: -1).contains { part in zip(part, part.dropFirst()).contains { $0 + 1 != $1 } }
        }
        #expect(mixed.isEmpty, "\(mixed.first ?? [])")
        #expect(depths.contains { $0.count > 30 })
        let lost = profile.losses.filter { $0.reason == .pythonFrames && !$0.detail.hasPrefix("code gone") }
        let count = profile.samples { _ in true }
        let share = Double(lost.reduce(0) { $0 + $1.count }) / Double(max(1, count))
        print(
            "\(interpreter): \(count) samples, \(100 * share) % without Python: \(lost.map { ($0.detail, $0.count) })")
        // A thread of a few milliseconds may end before it is known to run Python, the more so on a busy machine.
        #expect(share < 0.3)
    }

    /// Of `d12_34`, 12; of one without a name -1.
    private static func depth(of function: String) -> Int? {
        if function == "[code gone]" { return -1 }
        let words = function.split(separator: "_", omittingEmptySubsequences: false)
        guard words.count == 2, words[0].hasPrefix("d"), Int(words[1]) != nil else { return nil }
        return Int(words[0].dropFirst())
    }
}
