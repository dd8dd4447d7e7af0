import GlassModel
import GlassTestSupport
import GlassUnwind
import Testing

/// Stacks followed by compiled rules, and the same stacks followed by libunwind alone: the same chains, the same ends.
@Suite(.serialized) struct SameAsLibunwindTests {
    /// How one unwind went, as far as it must not depend on who found the rules.
    private struct Outcome: Hashable, CustomStringConvertible {
        let frames: [CodeAddress]
        let end: UnwindEnd
        let module: ModuleID?
        let missing: VirtualAddress?
        let unknownCode: VirtualAddress?
        let framePointerFrames: Int
        let highestAddressRead: VirtualAddress

        init(_ snapshot: StackSnapshot, _ unwinder: Unwinder, _ map: ModuleMap) {
            var frames: [CodeAddress] = []
            let result = unwinder.unwind(snapshot, in: map, into: &frames)
            self.frames = frames
            end = result.end
            module = result.lastModule?.id
            missing = result.missing
            unknownCode = result.unknownCode
            framePointerFrames = result.framePointerFrames
            highestAddressRead = result.highestAddressRead
        }

        /// Whether rules led to memory that is no stack, where libunwind would read on: a module's own bytes, or nothing
        /// at address zero, which it takes for the outermost frame's missing return address.
        func stopsBefore(_ other: Outcome, in map: ModuleMap) -> Bool {
            guard end == .unreadable, let missing, other.frames.starts(with: frames) else { return false }
            return missing.rawValue == 0 || map.lookup(missing) != nil
        }

        var description: String {
            let last = frames.suffix(3).map { String($0.address.rawValue, radix: 16) }
            let figures = "missing \(missing.map { String($0.rawValue, radix: 16) } ?? "nothing")"
            return "\(frames.count) frames to \(last), \(end), \(framePointerFrames) guessed, \(figures), "
                + "read to \(String(highestAddressRead.rawValue, radix: 16))"
        }
    }

    private static func compare(_ captures: [StackCapture], of process: ProcessID) throws {
        let map = try ProcessFiles.moduleMap(of: process)
        let ours = try Unwinder(architecture: .native, rules: .tables)
        let theirs = try Unwinder(architecture: .native, rules: .libunwind)
        var differing: [String] = []
        for capture in captures {
            for limit in [Int.max, 512, 64] {
                for capture in [capture, capture.withPointersOnly] {
                    let left = capture.withSnapshot(limit: limit) { Outcome($0, ours, map) }
                    let right = capture.withSnapshot(limit: limit) { Outcome($0, theirs, map) }
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

extension StackCapture {
    /// As if the thread had been read while it waits, without a stop.
    var withPointersOnly: StackCapture {
        let few = RegisterSet(
            architecture: registers.architecture, instructionPointer: registers.instructionPointer,
            stackPointer: registers.stackPointer)
        return StackCapture(registers: few, stack: stack, firstStack: firstStack)
    }
}
