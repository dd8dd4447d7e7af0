import GlassAnalysis
import GlassModel
import GlassSystem
import GlassTestSupport
import Glibc
import Testing

/// The engine that stops nobody, against what programs know of themselves. Skipped, out loud, where perf events of the
/// kernel are not permitted.
@Suite(.serialized)
struct PerfTests {
    static let isPermitted: Bool = {
        if PerfAccess.own == .full { return true }
        print("skipped: perf events of the kernel are not permitted here (kernel.perf_event_paranoid)")
        return false
    }()

    private func run(on fixture: RunningFixture, _ arguments: String...) throws -> AgentRun {
        let standard = ["--engine", "perf", "--requests", "off", "--budget", "100"]
        return try AgentRun(on: fixture.process, arguments: standard + arguments)
    }

    @Test func sharesAreRight() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("known-shares").start()
        let run = try run(on: fixture, "--rate", "999")
        _ = try run.waitFor { $0.totalCPU > 10_000_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        let truth = KnownShares(report: try fixture.finish())
        let profile = try run.profile()
        let measured = KnownShares.names.map { (name: $0, cpu: Double(profile.cpu(under: $0))) }
        let sum = measured.reduce(0) { $0 + $1.cpu }
        for (name, cpu) in measured {
            let (share, known) = (100 * cpu / sum, 100 * truth.share(of: name))
            // Ten thousand samples make a share of a half uncertain by half a point, and a phase of 60 ms that one of the two
            // threads was in when it was attached to, or let go, by as much.
            #expect(abs(share - known) < 3, "\(name): \(share) % instead of \(known) %")
        }
        #expect(profile.wholeShare >= 0.995, "\(profile.brokenReasons)")
        #expect(profile.info.engine == .perf)
    }

    @Test func theSumOfCPUWeightsIsTheProcessesCPUTime() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("known-shares").start()
        let run = try run(on: fixture)
        try run.waitUntilAttached()
        let before = try #require(Clocks.cpuTime(of: fixture.process))
        _ = try run.waitFor { $0.totalCPU > 4_000_000_000 }
        // The agent may still have much to read: what the target did meanwhile is not to count.
        kill(fixture.process.rawValue, SIGSTOP)
        run.command("stop")
        #expect(run.end().status == 0)
        let after = try #require(Clocks.cpuTime(of: fixture.process))
        let (measured, truth) = (Double(try run.profile().totalCPU), Double((after - before).rawValue))
        // Between a look at the recording and the word to stop the target goes on.
        #expect(abs(measured / truth - 1) < 0.03, "\(measured) instead of \(truth)")
    }

    @Test func waitingThreadsShowTheirCallAndTheirFunction() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("waiting-threads").start()
        let run = try run(on: fixture)
        let pairs = [
            ("wait_in_epoll", "[epoll_wait]"), ("wait_in_poll", "[poll]"), ("wait_in_nanosleep", "[clock_nanosleep]"),
            ("wait_in_read", "[read]"), ("wait_in_futex", "[futex]"),
        ]
        let profile = try run.waitFor { profile in
            pairs.allSatisfy { profile.wall(under: $0.0) > 2_000_000_000 }
        }
        for (function, call) in pairs {
            let stacks = profile.stacks.map { profile.frames(of: $0.id).map(\.function) }
            let isThere = stacks.contains { $0.contains(function) && [$0.first, $0.last].contains(call) }
            #expect(isThere, "\(function) never waits in \(call)")
        }
        run.command("stop")
        #expect(run.end().status == 0)
        #expect(try fixture.finish().contains("eintr epoll_wait 0 poll 0 nanosleep 0 read 0 futex 0"))
    }

    @Test func threadsThatStartAndEndAreFollowed() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("thread-churn").start()
        let run = try run(on: fixture, "--rate", "999")
        let profile = try run.waitFor { $0.threads.count > 100 && $0.totalCPU > 500_000_000 }
        #expect(profile.threads.values.filter { $0.ended != nil }.count > 50)
        #expect(Double(profile.cpu(under: "short_lived")) / Double(profile.totalCPU) > 0.5)
    }

    @Test func processesThatAreMadeAreSampledOnlyWhenAsked() throws {
        guard Self.isPermitted else { return }
        for follows in [true, false] {
            let shell = try Subprocess(["/bin/sh", "-c", "read x; (while :; do :; done) & read y; kill $!"])
            let arguments = ["--engine", "perf", "--requests", "off"] + (follows ? ["--children"] : [])
            let run = try AgentRun(on: ProcessID(shell.process), arguments: arguments)
            try run.waitUntilAttached()
            shell.write("go\n")
            let ofChild = { (profile: Profile) in
                profile.threads.values.contains { $0.process.rawValue != shell.process }
            }
            if follows {
                _ = try run.waitFor { ofChild($0) && $0.totalCPU > 200_000_000 }
            } else {
                _ = try run.waitFor { $0.wallSeen > 500_000_000 }
            }
            shell.write("end\n")
            #expect(run.end().status == 0)
            #expect(ofChild(try run.profile()) == follows)
        }
    }

    @Test func aTargetThatExecutesAnotherProgramIsFollowed() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("exec-once").start()
        let run = try run(on: fixture)
        _ = try run.waitFor { $0.cpu(under: "before_exec") > 200_000_000 }
        fixture.write("go\n")
        try fixture.waitUntilReady()
        _ = try run.waitFor { $0.cpu(under: "after_exec") > 200_000_000 }
    }

    @Test func theTargetsEndEndsTheRecording() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("spin").start()
        let run = try run(on: fixture)
        _ = try run.waitFor { $0.totalCPU > 100_000_000 }
        fixture.kill()
        #expect(run.end().status == 0)
        // Who asked first how it ended is not for glass to say.
        let reason = try run.profile().info.end?.reason
        #expect(reason == .targetKilled(signal: SIGKILL) || reason == .targetGone)
    }

    @Test func commandsAreObeyed() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("spin").start()
        let run = try run(on: fixture)
        _ = try run.waitFor { $0.totalCPU > 200_000_000 }
        run.command("pause")
        let paused = try run.waitFor { $0.totalCPU > 0 }
        run.command("rate 20")
        run.command("resume")
        _ = try run.waitFor { $0.totalCPU > paused.totalCPU + 500_000_000 }
        run.child.closeInput()
        #expect(run.end().status == 0)
        #expect(try run.profile().info.end?.reason == .stopped)
    }

    /// The agent is held up until its rings have run full several times over.
    @Test func recordsThatAreLostAreCountedAndTimesAreRightAllTheSame() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("known-shares").start()
        let run = try run(on: fixture, "--rate", "9999")
        try run.waitUntilAttached()
        let before = try #require(Clocks.cpuTime(of: fixture.process))
        _ = try run.waitFor { $0.totalCPU > 200_000_000 }
        kill(run.child.process, SIGSTOP)
        let began = Clocks.cpuTime(of: fixture.process) ?? .zero
        while (Clocks.cpuTime(of: fixture.process) ?? began) - began < Nanoseconds(1_500_000_000) { usleep(10_000) }
        kill(run.child.process, SIGCONT)
        run.command("rate 99")
        let enough = (Clocks.cpuTime(of: fixture.process) ?? .zero) - before + Nanoseconds(1_000_000_000)
        _ = try run.waitFor { profile in
            profile.losses.contains { $0.reason == .perfRecordsLost } && profile.totalCPU > enough.rawValue
        }
        let after = try #require(Clocks.cpuTime(of: fixture.process))
        run.command("stop")
        #expect(run.end().status == 0)
        let (measured, truth) = (Double(try run.profile().totalCPU), Double((after - before).rawValue))
        #expect(abs(measured / truth - 1) < 0.1, "\(measured) instead of \(truth)")
    }

    @Test func deepStacksReachTheirRootOrSayWhyNot() throws {
        guard Self.isPermitted else { return }
        let fixture = try Fixture("deep-recursion").start()
        let run = try run(on: fixture, "--duration", "3s")
        #expect(run.end().status == 0)
        let profile = try run.profile()
        let ends = Set(profile.unwindTallies.map(\.end))
        #expect(ends.isSubset(of: [.root, .copyTooSmall, .tooDeep]), "\(profile.brokenReasons)")
    }

    @Test func thatPythonIsNotReadIsSaidAndRecorded() throws {
        guard Self.isPermitted, let interpreter = PythonMergeTests.interpreters.first else { return }
        let script = try PythonFixture.start("shares", interpreter)
        let run = try AgentRun(
            on: ProcessID(script.process), "--engine", "perf", "--requests", "off", "--duration", "300ms")
        let (status, text) = run.end()
        script.write("\n")
        #expect(status == 0)
        #expect(text.contains("engine perf: it runs Python"), "\(text)")
        #expect(try run.profile().losses.map(\.reason).contains(.pythonUnseen))
    }

    /// Perf events are taken away by a filter of system calls, as containers do.
    @Test func forbiddenPerfIsSaidAndAutoFallsBack() throws {
        let fixture = try Fixture("spin").start()
        for engine in ["perf", "auto"] {
            let path = AgentRun.temporaryPath()
            defer { AgentRun.removeRecording(at: path) }
            let agent = [
                AgentRun.program, "--pid", "\(fixture.process)", "--output", path, "--engine", engine, "--requests",
                "off", "--duration", "300ms",
            ]
            let filter = try Fixture("without-perf").executable
            let child = try Subprocess(["/bin/sh", "-c", "exec \"$@\" 2>&1", "sh", filter] + agent)
            let text = child.readRest()
            let status = (child.wait() >> 8) & 0xFF
            #expect(text.contains("perf events are forbidden"), "\(text)")
            if engine == "perf" {
                #expect(status == 77)
            } else {
                #expect(status == 0, "\(text)")
                #expect(text.contains("engine ptrace: "), "\(text)")
            }
        }
    }
}

extension Profile {
    /// Time that passed for all threads, in nanoseconds.
    fileprivate var wallSeen: Int64 { stackWeights().total.wall.rawValue }
}
