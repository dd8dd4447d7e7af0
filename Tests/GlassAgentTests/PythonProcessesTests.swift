import Foundation
import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// Python in more than one process, and more than one interpreter in a process.
@Suite(.serialized)
struct PythonProcessesTests {
    private func record(_ script: Subprocess, _ more: String..., until isEnough: (Profile) -> Bool) throws -> Profile {
        let options = ["--rate", "199", "--budget", "100", "--requests", "off"] + more
        let run = try AgentRun(on: ProcessID(script.process), arguments: options)
        _ = try run.waitFor(isEnough)
        run.command("stop")
        #expect(run.end().status == 0)
        return try run.profile()
    }

    private func processes(of profile: Profile, with function: String) -> Set<ProcessID> {
        var processes: Set<ProcessID> = []
        profile.forEachRollup { rollup in
            let isThere = profile.frames(of: rollup.stack).contains { $0.function == function && $0.kind == .python }
            if isThere, let thread = profile.threads[rollup.thread] { processes.insert(thread.process) }
        }
        return processes
    }

    /// Of those that GLASS_TEST_PYTHONS names, with colons between.
    private static let unreadableOnes: [String] = {
        let paths = (ProcessInfo.processInfo.environment["GLASS_TEST_PYTHONS"] ?? "").split(separator: ":")
        let question = "import sys; print(sys.version_info >= (3, 15) or 'free-threading' in sys.version)"
        return paths.map(String.init).filter { (try? Subprocess.output(of: [$0, "-c", question])) == "True\n" }
    }()

    @Test("Python that cannot be read: one line, and the interpreter's own functions", arguments: unreadableOnes)
    func unreadable(_ interpreter: String) throws {
        let script = try PythonFixture.start("stacks", interpreter)
        defer { script.closeInput() }
        let profile = try record(script) { $0.samples { _ in true } > 100 }
        let losses = profile.losses.filter { $0.reason == .pythonFrames }
        #expect(losses.count == 1)
        #expect(losses.allSatisfy { $0.count == 1 && $0.detail.contains("is not supported: the interpreter's own") })
        let frames = profile.stacks.flatMap { profile.frames(of: $0.id) }
        // A stripped interpreter's functions have no names.
        #expect(frames.contains { profile.moduleName($0.module).hasPrefix("python") })
        #expect(!frames.contains { $0.kind == .python })
    }

    /// A new thread of CPython is the one that made it until it runs: who looks too early does not find it.
    @Test("Threads that are soon gone run Python as well")
    func shortThreads() throws {
        let script = try PythonFixture.start("short_threads", "/usr/bin/python3")
        defer { script.closeInput() }
        let isServing = { (frames: [Frame]) in frames.contains { $0.kind == .python && $0.function == "serve" } }
        let profile = try record(script) { $0.samples(where: isServing) > 600 }
        let native = cpu(of: profile) { frames in
            frames.contains { $0.function == "start_thread" } && !isServing(frames)
        }
        #expect(native < 0.1 * cpu(of: profile, where: isServing))
    }

    /// In seconds.
    private func cpu(of profile: Profile, where isOfKind: ([Frame]) -> Bool) -> Double {
        zip(profile.stacks, profile.stackWeights().weights).reduce(0) { sum, item in
            isOfKind(profile.frames(of: item.0.id)) ? sum + item.1.cpu.seconds : sum
        }
    }

    @Test("Workers that were forked before, with Python's knowledge and without")
    func workers() throws {
        let script = try PythonFixture.start("workers", "/usr/bin/python3")
        defer { script.closeInput() }
        let profile = try record(script, "--children") { processes(of: $0, with: "burn").count >= 2 }
        let workers = processes(of: profile, with: "burn")
        #expect(workers.count == 2)
        #expect(!workers.contains(ProcessID(script.process)))
        #expect(Set(profile.threads.values.map(\.process)).count == 3)
    }

    @Test(
        "A sub-interpreter's functions stand above those that called it",
        arguments: PythonMergeTests.installed("3.12.", "3.13."))
    func subinterpreter(_ interpreter: String) throws {
        let script = try PythonFixture.start("subinterpreter", interpreter)
        defer { script.closeInput() }
        let profile = try record(script) { $0.cpu(under: "compute") > 200_000_000 }
        let stacks = profile.stacks.map { profile.frames(of: $0.id).filter { $0.kind == .python }.map(\.function) }
        #expect(stacks.contains { Array($0.suffix(4)) == ["call", "<module>", "compute", "inner"] })
    }

    @Test(
        "Before 3.11 nothing tells which interpreter a frame is of: the native stack is shown, and it is said",
        arguments: PythonMergeTests.installed("3.8.").filter { $0.contains("3.8.") })
    func subinterpreterBefore311(_ interpreter: String) throws {
        let script = try PythonFixture.start("subinterpreter", interpreter)
        defer { script.closeInput() }
        let profile = try record(script) { $0.cpu(under: "_PyEval_EvalFrameDefault") > 200_000_000 }
        #expect(profile.cpu(under: "compute") == 0)
        #expect(profile.losses.contains { $0.detail == "frames of several interpreters in one thread before 3.11" })
    }
}
