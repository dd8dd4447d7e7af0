import GlassAnalysis
import GlassModel
import GlassSystem
import GlassTestSupport
import Testing

/// Time in system calls, of a program that hardly does anything else.
struct SystemCallTests {
    /// What meets a thread at the first instruction behind a call came while it could not be interrupted in it: without them it
    /// is three quarters with ptrace and not half with perf.
    @Test(arguments: ["ptrace", "perf"]) func theWayOutOfTheKernelIsTheCalls(engine: String) throws {
        guard engine == "ptrace" || PerfAccess.own == .full else {
            print("skipped: perf events of the kernel are not permitted here (kernel.perf_event_paranoid)")
            return
        }
        let copier = try Subprocess(["dd", "if=/dev/zero", "of=/dev/null", "bs=4096"])
        let run = try AgentRun(
            on: ProcessID(copier.process), "--engine", engine, "--requests", "off", "--budget", "100", "--rate", "499")
        _ = try run.waitFor { $0.totalCPU > 2_000_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        let profile = try run.profile()
        let share = Double(profile.cpu(under: "[read]") + profile.cpu(under: "[write]")) / Double(profile.totalCPU)
        #expect(share > 0.85)
    }

    /// From another CPU a thread that calls every few microseconds is nearly always met at the end of the next call: more than
    /// half of its time would seem to pass there.
    @Test(arguments: [Fixture.Variant.standard, .alone])
    func whoMakesShortCallsOftenIsMetInItsOwnCode(variant: Fixture.Variant) throws {
        let fixture = try Fixture("short-calls", variant).start()
        let run = try AgentRun(on: fixture.process, "--requests", "off", "--budget", "100")
        _ = try run.waitFor { $0.totalCPU > 5_000_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        let words = try fixture.finish().split { $0.isWhitespace }
        let known = try #require(words.last.flatMap { Double($0) }) / 1000
        let profile = try run.profile()
        let share = Double(profile.cpu(under: "[getppid]")) / Double(profile.totalCPU)
        #expect(known < 0.3 && share < known + 0.15, "\(share) instead of \(known)")
    }
}
