import GlassAnalysis
import GlassModel
import GlassTestSupport
import Glibc
import Testing

/// What the agent records, against what programs know of themselves.
@Suite(.serialized)
struct AccuracyTests {
    @Test(arguments: [(49.0, "15s"), (99.0, "10s"), (999.0, "6s")])
    func sharesAndSumsAreRight(rate: Double, duration: String) throws {
        let fixture = try Fixture("known-shares").start()
        let run = try AgentRun(on: fixture.process, "--rate", "\(rate)", "--budget", "100", "--duration", duration)
        #expect(run.end().status == 0)
        let truth = KnownShares(report: try fixture.finish())
        expectShares(of: truth, in: try run.profile(), of: "spinner", at: rate)
    }

    /// It runs and waits in turn, and is stopped on its way into its wait at times.
    @Test(arguments: [(99.0, "12s"), (999.0, "6s")])
    func theOnlyThreadOfAProcessIsMeasuredAsWell(rate: Double, duration: String) throws {
        let fixture = try Fixture("known-shares", .alone).start()
        let run = try AgentRun(on: fixture.process, "--rate", "\(rate)", "--budget", "100", "--duration", duration)
        #expect(run.end().status == 0)
        let truth = KnownShares(report: try fixture.finish())
        let profile = try run.profile()
        expectShares(of: truth, in: profile, of: "spend_a_round", at: rate)
        let atRest = Double(profile.wall(under: "rest")) / Double(profile.wall(under: "main"))
        #expect(abs(atRest - truth.shareAtRest) < 0.04, "rests for \(atRest) instead of \(truth.shareAtRest)")
        #expect(profile.cpu(under: "rest") < profile.totalCPU / 500)
        #expect(profile.wall(under: "[poll]") > profile.wall(under: "rest") / 2)
        // What the kernel makes of a call that a stop met on its way.
        #expect(profile.wall(under: "[restart_syscall]") == 0)
    }

    private func expectShares(of truth: KnownShares, in profile: Profile, of root: String, at rate: Double) {
        let measured = KnownShares.names.map { (name: $0, cpu: Double(profile.cpu(under: $0))) }
        let sum = measured.reduce(0) { $0 + $1.cpu }
        // Where others want the CPUs as well, it is a few samples that tell.
        let onCPU = sum / Double(profile.wall(under: root))
        let samples = onCPU * Double(profile.samples { $0.contains { $0.function == root } })
        for (name, cpu) in measured {
            let share = 100 * cpu / sum
            let known = 100 * truth.share(of: name)
            let deviation = (known * (100 - known) / max(1, samples)).squareRoot()
            // A phase lasts as long as some ticks, so that what one cycle shows the next ones show as well.
            let tolerance = 1.5 + 3.5 * deviation
            #expect(abs(share - known) < tolerance, "\(name): \(share) % instead of \(known) % at \(rate) Hz")
        }
        #expect(profile.wholeShare >= 0.995, "\(profile.brokenReasons)")
    }

    @Test(arguments: [49.0, 99.0, 999.0], [Fixture.Variant.standard, .alone])
    func theSumOfCPUWeightsIsTheProcessesCPUTime(rate: Double, variant: Fixture.Variant) throws {
        let fixture = try Fixture("known-shares", variant).start()
        let run = try AgentRun(on: fixture.process, "--rate", "\(rate)", "--budget", "100")
        try run.waitUntilAttached()
        let before = try #require(cpuTime(of: fixture.process))
        _ = try run.waitFor { $0.totalCPU > 4_000_000_000 }
        let asked = try #require(cpuTime(of: fixture.process))
        run.command("stop")
        #expect(run.end().status == 0)
        let ended = try #require(cpuTime(of: fixture.process))
        let measured = Double(try run.profile().totalCPU)
        let known = 0.98 * Double(asked - before)...1.02 * Double(ended - before)
        #expect(known.contains(measured), "\(measured) instead of \(asked - before) to \(ended - before)")
    }

    /// As the kernel's clock of the process has it, in nanoseconds.
    private func cpuTime(of process: ProcessID) -> Int64? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process.rawValue, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    @Test func waitingThreadsShowTheirCallAndTheirFunction() throws {
        let fixture = try Fixture("waiting-threads").start()
        let run = try AgentRun(on: fixture.process)
        let pairs = [
            ("wait_in_epoll", "[epoll_wait]"), ("wait_in_poll", "[poll]"), ("wait_in_nanosleep", "[clock_nanosleep]"),
            ("wait_in_read", "[read]"), ("wait_in_futex", "[futex]"),
        ]
        let profile = try run.waitFor { profile in
            pairs.allSatisfy { profile.wall(under: $0.0) > 2_000_000_000 }
        }
        for (function, call) in pairs {
            let stacks = profile.stacks.map { profile.frames(of: $0.id).map(\.function) }
            let isThere = stacks.contains { stack in
                let ends = Set([stack.first, stack.last])
                return stack.contains(function) && ends.contains(call)
            }
            #expect(isThere, "\(function) never waits in \(call)")
        }
        #expect(profile.wholeShare >= 0.995, "\(profile.brokenReasons)")
    }

    @Test func aWaitingTargetSeesNoInterruptedCall() throws {
        let fixture = try Fixture("waiting-threads").start()
        let run = try AgentRun(on: fixture.process, "--rate", "499", "--budget", "100", "--duration", "10s")
        #expect(run.end().status == 0)
        let report = try fixture.finish()
        #expect(report.contains("eintr epoll_wait 0 poll 0 nanosleep 0 read 0 futex 0"), "\(report)")
    }

    /// A fixture, how it is built, its argument, and a function that its time must be under.
    struct Hard: CustomTestStringConvertible, Sendable {
        let name: String
        var variant = Fixture.Variant.standard
        var arguments: [String] = []
        var testDescription: String { "\(name) \(variant.name) \(arguments.joined())" }
    }

    @Test(arguments: [
        Hard(name: "call-chain"), Hard(name: "call-chain", variant: .stripped),
        Hard(name: "call-chain", variant: .statically), Hard(name: "call-chain", variant: .nonPIE),
        Hard(name: "deep-recursion"), Hard(name: "libc-callbacks"), Hard(name: "plt-calls"),
        Hard(name: "signal-handlers"), Hard(name: "signal-handlers", arguments: ["altstack"]),
    ])
    func stacksOfHardCodeReachTheirRoot(hard: Hard) throws {
        let fixture = try Fixture(hard.name, hard.variant).start(hard.arguments)
        let run = try AgentRun(on: fixture.process, "--rate", "199", "--budget", "100", "--duration", "4s")
        #expect(run.end().status == 0)
        let profile = try run.profile()
        let stacks = profile.unwindTallies.reduce(0) { $0 + $1.count }
        #expect(stacks > 50)
        #expect(profile.wholeShare >= 0.98, "\(profile.brokenReasons)")
    }

    @Test func whatASignalInterruptedStandsAboveItsHandler() throws {
        let fixture = try Fixture("signal-handlers").start()
        let run = try AgentRun(on: fixture.process, "--rate", "199", "--budget", "100", "--duration", "2s")
        #expect(run.end().status == 0)
        let profile = try run.profile()
        let stacks = profile.stacks.map { profile.frames(of: $0.id).map(\.function) }
        let handled = stacks.filter { $0.contains("on_timer") }
        #expect(!handled.isEmpty)
        #expect(
            handled.contains { stack in
                guard let at = stack.firstIndex(of: "[signal]"), at > 0, at + 1 < stack.count else { return false }
                return Set([stack[at - 1], stack[at + 1]]) == ["interrupted", "on_timer"]
            })
    }
}
