import GlassModel
import GlassTestSupport
import GlassUnwind
import Testing

/// Stacks of running fixtures, whose call chains are known. Each stack that does not reach its root is told of.
@Suite(.serialized) struct FixtureStackTests {
    static let usual = 0.995
    static let hard = 0.98

    @Test(arguments: [
        Fixture.Variant.standard, .withFramePointers, .stripped, .withoutSectionHeaders, .statically, .nonPIE,
        .withoutFrameIndex,
    ])
    func callChainInEveryVariant(_ variant: Fixture.Variant) throws {
        let stacks = try WalkedStack.take(300, of: Fixture("call-chain", variant).start())
        #expect(stacks.shareThatReachesRoot >= Self.usual, "\(stacks.otherEnds)")
        #expect(
            stacks.share { $0.callers(of: "third").starts(with: ["third", "second", "first", "main"]) } >= Self.usual)
        #expect(stacks.share { $0.names.last == "_start" } >= Self.usual)
        #expect(stacks.allSatisfy { $0.result.framePointerFrames == 0 })
    }

    @Test func framePointersWhereThereAreNoRules() throws {
        let stacks = try WalkedStack.take(300, of: Fixture("call-chain", .withoutUnwindTables).start())
        #expect(stacks.shareThatReachesRoot >= Self.hard, "\(stacks.otherEnds)")
        #expect(stacks.share { $0.callers(of: "second").starts(with: ["second", "first", "main"]) } >= Self.hard)
        #expect(stacks.allSatisfy { $0.result.framePointerFrames > 0 })
        let inLeaf = stacks.filter { $0.names.first == "leaf" }
        #expect(!inLeaf.isEmpty)
        #expect(Double(inLeaf.count { $0.names[1] == "third" }) >= Self.hard * Double(inLeaf.count))
    }

    @Test func noGuessWhereThereAreNeitherRulesNorFramePointers() throws {
        let stacks = try WalkedStack.take(300, of: Fixture("call-chain", .withoutAnything).start())
        #expect(stacks.allSatisfy { $0.result.end == .noRule }, "\(stacks.otherEnds)")
        #expect(stacks.allSatisfy { $0.result.lastModule?.path == stacks.first?.result.lastModule?.path })
        #expect(stacks.allSatisfy { ["leaf", "third"].contains($0.names.first) && $0.names.count <= 2 })
    }

    @Test func recursionWithFramesOfVariableSize() throws {
        let stacks = try WalkedStack.take(300, of: Fixture("deep-recursion").start())
        #expect(stacks.shareThatReachesRoot >= Self.hard, "\(stacks.otherEnds)")
        #expect(stacks.share { $0.names.count { $0 == "descend" } == 501 } >= Self.hard)
    }

    @Test func callbacksOfTheCLibrary() throws {
        let stacks = try WalkedStack.take(500, of: Fixture("libc-callbacks").start())
        #expect(stacks.shareThatReachesRoot >= Self.hard, "\(stacks.otherEnds)")
        let compared = stacks.filter { $0.names.first == "compare" }
        #expect(!compared.isEmpty)
        let known = compared.filter { $0.names.contains("sort_numbers") || $0.names.contains("search_numbers") }
        #expect(Double(known.count) >= Self.hard * Double(compared.count))
        #expect(known.allSatisfy { $0.names.contains("main") })
    }

    @Test(arguments: [Fixture.Variant.standard, .withoutStubRules])
    func callsThroughTheProcedureLinkageTable(_ variant: Fixture.Variant) throws {
        let stacks = try WalkedStack.take(500, of: Fixture("plt-calls", variant).start())
        #expect(stacks.shareThatReachesRoot >= Self.hard, "\(stacks.otherEnds)")
        #expect(stacks.share { $0.names.contains("call_through_table") && $0.names.contains("main") } >= Self.hard)
    }

    @Test(arguments: ["same", "altstack"])
    func signalHandlers(_ stack: String) throws {
        let stacks = try WalkedStack.take(500, of: Fixture("signal-handlers").start([stack]))
        #expect(stacks.shareThatReachesRoot >= Self.hard, "\(stacks.otherEnds)")
        let handled = stacks.filter { $0.names.contains("on_timer") }
        #expect(!handled.isEmpty)
        let whole = handled.filter { $0.names.contains("interrupted") && $0.names.contains("main") }
        #expect(Double(whole.count) >= Self.hard * Double(handled.count))
        #expect(whole.contains { $0.interruptedInstruction == "interrupted" })
        #expect(whole.allSatisfy { $0.hasSignalReturnBehindHandler })
    }

    /// glibc has no rules for the system call of `clone3`, in which most of the time goes that it takes to make a thread.
    @Test func makingThreads() throws {
        let fixture = try Fixture("make-threads", .statically).start()
        let captures = try StackCapture.take(500, of: ThreadID(fixture.process.rawValue), in: fixture.process)
        let (map, unwinder) = (try ProcessFiles.moduleMap(of: fixture.process), try Unwinder(architecture: .native))
        let stacks = captures.map { WalkedStack($0, unwinder, map, fixture.fixture) }
        #expect(stacks.shareThatReachesRoot >= Self.hard, "\(stacks.otherEnds)")
        let making = zip(captures, stacks).filter { $1.names.first?.hasSuffix("clone3") == true }
        #expect(!making.isEmpty)
        #expect(making.allSatisfy { $1.names.contains("make_thread") && $1.names.contains("main") })
        let (capture, _) = try #require(making.first)
        var registers = capture.registers
        if !registers.isBehindSystemCall { registers.instructionPointer = registers.instructionPointer.advanced(by: 2) }
        registers[dwarf: 0] = 0
        let made = StackCapture(registers: registers, stack: capture.stack)
        let stack = WalkedStack(made, unwinder, map, fixture.fixture)
        #expect(stack.result.end == .root && stack.frames.count == 1, "the new thread has no stack yet")
    }

    @Test func spinningThreads() throws {
        let fixture = try Fixture("known-shares").start()
        let spinners = fixture.threads.suffix(2)
        for thread in spinners {
            let stacks = try WalkedStack.take(300, of: fixture, thread: thread)
            #expect(stacks.shareThatReachesRoot >= Self.usual, "\(stacks.otherEnds)")
            #expect(stacks.share { $0.names.contains("spinner") } >= Self.usual)
        }
        #expect(try fixture.finish().contains("sixty"))
    }

    @Test func waitingThreads() throws {
        let fixture = try Fixture("waiting-threads").start()
        let functions = try fixture.threads.map { try WalkedStack.take(3, of: fixture, thread: $0) }
        #expect(functions.allSatisfy { $0.shareThatReachesRoot == 1 }, "\(functions.map(\.otherEnds))")
        for name in ["wait_in_epoll", "wait_in_poll", "wait_in_nanosleep", "wait_in_read", "wait_in_futex", "main"] {
            #expect(functions.joined().contains { $0.names.contains(name) })
        }
    }

    /// What the kernel tells of a thread that waits, and is not stopped: two registers.
    @Test func waitingThreadsOfWhichTwoRegistersAreKnown() throws {
        let fixture = try Fixture("waiting-threads").start()
        let map = try ProcessFiles.moduleMap(of: fixture.process)
        let unwinder = try Unwinder(architecture: .native)
        for thread in fixture.threads {
            let capture = try #require(StackCapture.take(1, of: thread, in: fixture.process).first)
            let registers = RegisterSet(
                architecture: .native, instructionPointer: capture.registers.instructionPointer,
                stackPointer: capture.registers.stackPointer)
            let known = StackCapture(registers: registers, stack: capture.stack)
            let all = WalkedStack(capture, unwinder, map, fixture.fixture)
            let few = WalkedStack(known, unwinder, map, fixture.fixture)
            #expect(few.result.end == .root || few.result.end == .registerUnknown)
            #expect(all.frames.starts(with: few.frames))
        }
    }
}
