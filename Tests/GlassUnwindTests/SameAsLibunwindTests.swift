import GlassModel
import GlassTestSupport
import GlassUnwind
import Testing

/// Stacks followed by compiled rules, and the same stacks followed by libunwind alone: the same chains, the same ends.
@Suite(.serialized) struct SameAsLibunwindTests {
    private static func compare(_ captures: [StackCapture], of process: ProcessID) throws {
        let map = try ProcessFiles.moduleMap(of: process)
        let ours = try Unwinder(architecture: .native, rules: .tables)
        let theirs = try Unwinder(architecture: .native, rules: .libunwind)
        var differing: [String] = []
        for capture in captures {
            for limit in [Int.max, 512, 64] {
                for capture in [capture, capture.withPointersOnly] {
                    let left = capture.withSnapshot(limit: limit) { UnwindOutcome($0, ours, map) }
                    let right = capture.withSnapshot(limit: limit) { UnwindOutcome($0, theirs, map) }
                    if left != right, !left.stopsBefore(right, in: map) { differing.append("\(left)\n\(right)") }
                }
            }
        }
        #expect(!captures.isEmpty)
        #expect(differing.isEmpty, "\(differing.count): \(differing.first ?? "")")
    }

    @Test(arguments: [
        "call-chain", "deep-recursion", "libc-callbacks", "plt-calls", "signal-handlers", "known-shares",
        "waiting-threads",
    ])
    func fixtures(_ name: String) throws {
        for variant in [Fixture.Variant.standard, .withFramePointers, .statically, .withoutFrameIndex] {
            let fixture = try Fixture(name, variant).start()
            for thread in fixture.threads {
                try Self.compare(StackCapture.take(60, of: thread, in: fixture.process), of: fixture.process)
            }
        }
    }

    @Test func mixedWithGuesses() throws {
        for variant in [Fixture.Variant.withoutUnwindTables, .withoutAnything, .withoutStubRules] {
            let fixture = try Fixture("call-chain", variant).start()
            let captures = try StackCapture.take(100, of: ThreadID(fixture.process.rawValue), in: fixture.process)
            try Self.compare(captures, of: fixture.process)
        }
    }

    /// Stacks that make no sense are given up at the same place.
    @Test(arguments: ["deep-recursion", "signal-handlers", "call-chain"])
    func damagedStacks(_ name: String) throws {
        let fixture = try Fixture(name).start()
        let captures = try StackCapture.take(40, of: ThreadID(fixture.process.rawValue), in: fixture.process)
        var generator = SeededGenerator(seed: 8)
        let damaged = (0..<200).map { round in
            let capture = captures[round % captures.count]
            return StackCapture(
                registers: capture.registers, stack: DamagedInputTests.damage(capture.stack, &generator))
        }
        try Self.compare(damaged, of: fixture.process)
    }

    @Test(.enabled(if: Program.python.isInstalled, "python3 is not installed"))
    func python() throws { try compareStacks(of: .python) }

    @Test(.enabled(if: Program.node.isInstalled, "node is not installed"))
    func node() throws { try compareStacks(of: .node) }

    @Test(.enabled(if: Program.compiler.isInstalled, "the C++ compiler is not installed"))
    func compiler() throws { try compareStacks(of: .compiler) }

    @Test(.enabled(if: Program.redis.isInstalled, "redis-server is not installed"))
    func redis() throws { try compareStacks(of: .redis) }

    private func compareStacks(of program: Program) throws {
        let running = try program.start()
        let captures = try StackCapture.take(
            150, of: ThreadID(running.process.rawValue), in: running.process, pause: 2000)
        try Self.compare(captures, of: running.process)
    }
}
