import Foundation
import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// What the agent records of Python programs, against what they know of themselves.
@Suite(.serialized)
struct PythonMergeTests {
    /// Debian's, and of those that pyenv installed one that has no stack addresses and one with debug offsets.
    static let interpreters = installed("3.8.", "3.13.")

    /// Debian's, and those that pyenv installed of these series.
    static func installed(_ series: String...) -> [String] {
        let home = NSHomeDirectory() + "/.pyenv/versions"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []
        let chosen = series.compactMap { series in names.first { $0.hasPrefix(series) } }
        let paths = ["/usr/bin/python3"] + chosen.map { "\(home)/\($0)/bin/python3" }
        return paths.filter { FileManager.default.isExecutableFile(atPath: $0) }
    }

    @Test("Shares of functions, and the order of their frames", arguments: interpreters)
    func shares(_ interpreter: String) throws {
        let script = try PythonFixture.start("shares", interpreter)
        let run = try AgentRun(
            on: ProcessID(script.process), "--rate", "499", "--budget", "100", "--requests", "off")
        _ = try run.waitFor { $0.cpu(under: "main") > 3_000_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        script.write("\n")
        let profile = try run.profile()

        var truth: [String: Double] = [:]
        for line in script.readRest().split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2 { truth[String(words[0])] = Double(words[1]) }
        }
        let known = truth.values.reduce(0, +)
        let measured = truth.keys.reduce(into: [:]) { $0[$1] = Double(profile.cpu(under: $1)) }
        let sum = measured.values.reduce(0, +)
        #expect(truth.count == 3)
        let count = profile.samples { $0.contains { $0.function == "main" } && $0.last?.kind != .systemCall }
        for (name, time) in truth {
            let (share, expected) = (100 * (measured[name] ?? 0) / sum, 100 * time / known)
            // On a busy machine ticks are skipped, and a few samples tell less.
            let tolerance = 1.5 + 3.5 * (expected * (100 - expected) / Double(max(1, count))).squareRoot()
            #expect(abs(share - expected) < tolerance, "\(name): \(share) % instead of \(expected) %, \(count) samples")
        }
        expectOrder(profile)
        let rooted = profile.samples { ["<module>", "_bootstrap", "Thread._bootstrap"].contains($0.first?.function) }
        #expect(Double(rooted) >= 0.995 * Double(profile.samples { _ in true }), "\(profile.losses)")
    }

    /// Python's frames stand where their interpreter's stood: nothing of it is left between them.
    private func expectOrder(_ profile: Profile) {
        let names = profile.stacks.map { node in profile.frames(of: node.id).map(\.function) }
        let bare = names.map { $0.map { $0.split(separator: ".").last.map(String.init) ?? $0 } }
        #expect(bare.contains { $0.starts(with: ["<module>", "main", "sixty", "burn"]) })
        #expect(bare.contains { $0.starts(with: ["<module>", "main", "thirty"]) && $0.contains("<lambda>") })
        #expect(
            bare.contains {
                Array($0.drop { $0 != "naps" }.prefix(2)) == ["naps", "nap"]
                    && ["[clock_nanosleep]", "[select]", "[pselect6]"].contains($0.last)
            })
        #expect(
            bare.contains { stack in
                guard let serve = stack.firstIndex(of: "serve") else { return false }
                return stack[serve...].starts(with: ["serve", "handle", "respond"])
            })
        let merged = profile.stacks.map { profile.frames(of: $0.id) }.filter { $0.contains { $0.kind == .python } }
        #expect(
            !merged.joined().contains { $0.function.hasPrefix("_PyEval") || $0.function.hasPrefix("PyObject_Call") })
        let frames = profile.stacks.flatMap { profile.frames(of: $0.id) }
        let burn = frames.filter { $0.function == "burn" && $0.kind == .python }
        #expect(!burn.isEmpty && burn.allSatisfy { $0.file?.hasSuffix("shares.py") == true && $0.line != nil })
        #expect(burn.allSatisfy { profile.moduleName($0.module) == "shares.py" })
    }

    /// Records `shares.py` until its main function has used so much CPU time.
    private func record(_ arguments: String) throws -> Profile {
        let script = try PythonFixture.start("shares", "/usr/bin/python3")
        let words = arguments.split(separator: " ").map(String.init)
        let run = try AgentRun(
            on: ProcessID(script.process), arguments: ["--rate", "199", "--budget", "100", "--requests", "off"] + words)
        _ = try run.waitFor { $0.cpu(under: "main") > 1_000_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        return try run.profile()
    }

    @Test("Who waits for the interpreter lock is told apart; how it waits is not shown")
    func interpreterLock() throws {
        let profile = try record("")
        let stacks = profile.stacks.map { profile.frames(of: $0.id).map(\.function) }
        let waiting = stacks.filter { $0.last == "[waiting for the GIL]" }
        #expect(waiting.contains { $0.contains("naps") })
        #expect(!waiting.contains { $0.contains("[futex]") || $0.contains("pthread_cond_timedwait") })
    }

    @Test("Only those who hold the interpreter lock")
    func lockHolders() throws {
        let profile = try record("--gil")
        let weights = zip(profile.stacks, profile.stackWeights().weights).filter { $0.1.samples > 0 }
        let stacks = weights.map { profile.frames(of: $0.0.id).map(\.function) }
        #expect(stacks.contains { $0.contains("burn") })
        #expect(!stacks.contains { $0.last == "[waiting for the GIL]" || $0.last == "[epoll_wait]" })
    }

    @Test("Python alone, and with all of its interpreter")
    func nativeFrames() throws {
        let bare = try record("--native off")
        let alone = bare.stacks.map { bare.frames(of: $0.id) }.filter { $0.contains { $0.function == "burn" } }
        #expect(!alone.isEmpty && alone.joined().allSatisfy { [.python, .systemCall].contains($0.kind) })
        let all = try record("--native all")
        let burning = all.samples { $0.contains { $0.function == "burn" } }
        // Where a native stack could not be followed to its root, Python's functions stand without it.
        let bareBurning = all.samples { frames in
            frames.contains { $0.function == "burn" }
                && !frames.contains { $0.function.hasPrefix("_PyEval_EvalFrame") || $0.function.contains("+0x") }
        }
        #expect(burning > 0 && Double(bareBurning) <= 0.02 * Double(burning), "\(bareBurning) of \(burning)")
    }

    @Test("No stack mixes two moments, whatever the program does", arguments: interpreters)
    func movingTarget(_ interpreter: String) throws {
        let script = try PythonFixture.start("callers", interpreter)
        let run = try AgentRun(
            on: ProcessID(script.process), "--rate", "199", "--budget", "100", "--requests", "off")
        _ = try run.waitFor { $0.totalCPU > 1_500_000_000 }
        run.command("stop")
        #expect(run.end().status == 0)
        let profile = try run.profile()
        var chains: [[String]] = []
        for node in profile.stacks {
            chains.append(
                profile.frames(of: node.id).filter { $0.kind == .python }.map(\.function)
                    .filter { $0 == "f" || $0.hasPrefix("f_") && !$0.contains(".") || $0 == "[code gone]" })
        }
        // Each function's name is its caller's with one more place.
        let mixed = chains.filter { chain in
            chain.split(separator: "[code gone]").contains { chain in
                zip(chain, chain.dropFirst()).contains {
                    $0 != $1.split(separator: "_").dropLast().joined(separator: "_")
                }
            }
        }
        #expect(mixed.isEmpty, "\(mixed.first ?? [])")
        #expect(chains.filter { $0.count > 2 }.count > 20)
    }
}

extension Profile {
    /// How many samples have a stack, outermost frame first, of a kind.
    func samples(where isOfKind: ([Frame]) -> Bool) -> Int64 {
        zip(stacks, stackWeights().weights).reduce(0) { sum, item in
            // Most stacks only lead to others.
            item.1.samples != 0 && isOfKind(frames(of: item.0.id)) ? sum + item.1.samples : sum
        }
    }
}
