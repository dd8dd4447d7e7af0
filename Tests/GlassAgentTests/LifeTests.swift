import GlassModel
import GlassStore
import GlassTestSupport
import Glibc
import Testing

/// Threads and processes that come and go while they are sampled.
@Suite(.serialized)
struct LifeTests {
    @Test func threadsThatStartAndEndAreFollowed() throws {
        let fixture = try Fixture("thread-churn").start()
        let run = try AgentRun(on: fixture.process, "--budget", "100")
        let profile = try run.waitFor { $0.threads.count > 100 && $0.totalCPU > 500_000_000 }
        #expect(profile.threads.values.filter { $0.ended != nil }.count > 50)
        let churned = Double(profile.cpu(under: "short_lived"))
        #expect(churned / Double(profile.totalCPU) > 0.5)
    }

    /// A thread that is gone before a tick finds it at work was often seen as it was made, and its time counted there.
    @Test func threadsDoNotSpendTheirTimeBeingMade() throws {
        let fixture = try Fixture("thread-churn").start()
        let run = try AgentRun(on: fixture.process, "--budget", "100", "--rate", "99")
        let profile = try run.waitFor { $0.threads.count > 300 && $0.totalCPU > 1_500_000_000 }
        let isNew = { (frames: [Frame]) in
            frames.last?.function == "[clone3]" && !frames.contains { $0.function == "main" }
        }
        let made = zip(profile.stacks, profile.stackWeights().weights).filter { isNew(profile.frames(of: $0.0.id)) }
        #expect(Double(made.reduce(0) { $0 + $1.1.cpu.rawValue }) < 0.01 * Double(profile.totalCPU))
    }

    @Test func aTargetThatExecutesAnotherProgramIsFollowed() throws {
        let fixture = try Fixture("exec-once").start()
        let run = try AgentRun(on: fixture.process)
        _ = try run.waitFor { $0.cpu(under: "before_exec") > 200_000_000 }
        fixture.write("go\n")
        try fixture.waitUntilReady()
        let profile = try run.waitFor { $0.cpu(under: "after_exec") > 200_000_000 }
        #expect(profile.cpu(under: "before_exec") > 0)
        #expect(profile.info.executable.contains("exec-once"))
    }

    @Test func forkedProcessesAreSampledOnlyWhenAsked() throws {
        let fixture = try Fixture("fork-children").start()
        let run = try AgentRun(on: fixture.process, "--duration", "1s")
        #expect(run.end().status == 0)
        #expect(try run.profile().cpu(under: "child_work") == 0)
    }

    /// The kernel makes glass their tracer and stops them, and may say so in the same signal as the only thread's own stop.
    @Test func processesThatAreNotFollowedAreNeverLeftStopped() throws {
        let fixture = try Fixture("clone-children").start()
        let run = try AgentRun(on: fixture.process, "--rate", "999", "--budget", "100", "--requests", "off")
        _ = try run.waitFor { $0.cpu(under: "work") > 3_000_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        let words = try fixture.finish().split(whereSeparator: \.isWhitespace)
        try #require(words.count == 4)
        #expect(try #require(Int(words[1])) > 300)
        #expect(try #require(Int(words[3])) < 2_000)
    }

    @Test func whatNobodyWatchesIsWrittenOnceASecond() throws {
        let fixture = try Fixture("spin").start()
        let run = try AgentRun(on: fixture.process)
        try run.waitUntilAttached()
        let reader = try RecordingReader(path: run.path)
        // Counters come each second: the recording's own time, however slow the machine is.
        var seconds: Set<Int64> = []
        var (settled, writes) = (false, 0)
        while seconds.count < 10 {
            guard let delta = try reader.next() else {
                usleep(10_000)
                continue
            }
            seconds.formUnion(delta.counters.lazy.map(\.time.second))
            if settled { writes += 1 }
            // Two seconds after its beginning it is as good as unwatched.
            settled = seconds.count >= 5
        }
        #expect(writes <= 12, "as if somebody watched it would be 33")
    }

    @Test func theTargetsExitEndsTheRecordingWithItsStatus() throws {
        let fixture = try Fixture("spin").start()
        let run = try AgentRun(on: fixture.process)
        _ = try run.waitFor { $0.totalCPU > 100_000_000 }
        _ = try fixture.finish()
        #expect(run.end().status == 0)
        #expect(try run.profile().info.end?.reason == .targetExited(status: 0))
    }

    @Test func theTargetsDeathEndsTheRecordingWithItsSignal() throws {
        let fixture = try Fixture("spin").start()
        let run = try AgentRun(on: fixture.process)
        _ = try run.waitFor { $0.totalCPU > 100_000_000 }
        fixture.kill()
        #expect(run.end().status == 0)
        #expect(try run.profile().info.end?.reason == .targetKilled(signal: SIGKILL))
    }

    @Test func aStoppedTargetStaysStoppedAndGoesOnWhenTold() throws {
        let fixture = try Fixture("spin").start()
        let run = try AgentRun(on: fixture.process)
        _ = try run.waitFor { $0.totalCPU > 100_000_000 }
        kill(fixture.process.rawValue, SIGSTOP)
        let stopped = try run.waitFor { profile in
            guard let state = state(of: fixture.process) else { return false }
            return state == "t" || state == "T" ? profile.totalCPU > 0 : false
        }
        kill(fixture.process.rawValue, SIGCONT)
        _ = try run.waitFor { $0.totalCPU > stopped.totalCPU + 200_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        _ = try fixture.finish()
    }

    @Test func aTargetThatWasStoppedBeforeShowsWhereItStandsAndStaysStopped() throws {
        let fixture = try Fixture("spin").start()
        kill(fixture.process.rawValue, SIGSTOP)
        while state(of: fixture.process) != "T" { usleep(1_000) }
        let run = try AgentRun(on: fixture.process)
        _ = try run.waitFor { profile in
            profile.stacks.contains { stack in
                // It may have been stopped on its way out of the call that says it is ready.
                let frames = profile.frames(of: stack.id)
                return frames.contains { $0.function == "main" } && frames.last?.kind == .systemCall
            }
        }
        run.command("stop")
        #expect(run.end().status == 0)
        #expect(state(of: fixture.process) == "T")
        kill(fixture.process.rawValue, SIGCONT)
        _ = try fixture.finish()
    }

    @Test func commandsAreObeyed() throws {
        let fixture = try Fixture("spin").start()
        let run = try AgentRun(on: fixture.process, "--budget", "100")
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

    /// SIGKILL at random moments: the kernel lets the target go, and what was written opens.
    @Test func akilledAgentLeavesARunningTargetAndAGoodRecording() throws {
        let fixture = try Fixture("known-shares").start()
        var random = SystemRandomNumberGenerator()
        for round in 0..<25 {
            let run = try AgentRun(on: fixture.process, "--rate", "999", "--budget", "100")
            try run.waitUntilAttached()
            usleep(UInt32.random(in: 0..<150_000, using: &random))
            kill(run.child.process, SIGKILL)
            run.child.wait()
            for thread in fixture.threads {
                let state = state(of: fixture.process, thread)
                #expect(state == "R" || state == "S", "thread \(thread) is in state \(state ?? "?"), round \(round)")
            }
            #expect(try run.profile().info.end == nil)
        }
        #expect(try fixture.finish().contains("thread 0"))
    }

    private func state(of process: ProcessID, _ thread: ThreadID? = nil) -> String? {
        let task = thread.map { "/task/\($0)" } ?? ""
        guard let file = fopen("/proc/\(process)\(task)/stat", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, 512, file) != nil else { return nil }
        let text = String(decoding: line.map { UInt8(bitPattern: $0) }.prefix { $0 != 0 }, as: UTF8.self)
        return text.split(separator: ")").last?.split(separator: " ").first.map(String.init)
    }
}
