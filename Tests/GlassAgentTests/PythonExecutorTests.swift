import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// Threads of executors that wait for long, as those do that ask a database.
@Suite(.serialized)
struct PythonExecutorTests {
    /// Who awaits is copied with a stack only once it is known that the thread is an executor's, which its first stack tells.
    @Test(
        "A thread that never moves shows who awaits it",
        arguments: PythonMergeTests.interpreters.filter { !$0.contains("3.8.") })
    func standingThreads(_ interpreter: String) throws {
        let script = try PythonFixture.start("executors", interpreter)
        defer { script.closeInput() }
        let run = try AgentRun(on: ProcessID(script.process), "--rate", "99", "--budget", "100", "--requests", "off")
        let awaited = ["in_thread", "in_executor", "gathered", "shielded"]
        _ = try run.waitFor { profile in
            let chains = profile.stacks.map { profile.frames(of: $0.id).map(\.function) }
            return awaited.allSatisfy { name in
                chains.contains { chain in
                    guard let place = chain.firstIndex(of: name) else { return false }
                    return chain[place...].contains("stand")
                }
            }
        }
        run.command("stop")
        #expect(run.end().status == 0)
    }
}
