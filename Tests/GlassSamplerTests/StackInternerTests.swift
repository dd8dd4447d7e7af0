import GlassModel
import Testing

@testable import GlassSampler

struct StackInternerTests {
    private func code(_ address: UInt64) -> Place { .code(module: ModuleID(1), address: ModuleAddress(address)) }

    @Test func oneStackHasOneNumber() {
        var interner = StackInterner(limit: 100)
        let first = interner.intern([code(1), code(2)])
        let other = interner.intern([code(1), code(3)])
        #expect(interner.intern([code(1), code(2)]) == first)
        #expect(other != first)
        let new = interner.takeNew()
        #expect(new.places == [code(1), code(2), code(3)])
        #expect(new.nodes.map(\.parent) == [-1, 0, 0])
        #expect(interner.takeNew().nodes.isEmpty)
    }

    @Test func aFullDictionaryCountsWhatItFolds() {
        var interner = StackInterner(limit: 3)
        for address in 1...3 { _ = interner.intern([code(UInt64(address))]) }
        let folded = interner.intern([code(9), code(10)])
        #expect(interner.intern([code(11)]) == folded)
        #expect(interner.overflow == 2)
        #expect(interner.takeNew().places.last == .other)
        #expect(interner.intern([code(2)]) == 1)
    }
}

struct LossLedgerTests {
    @Test func totalsAreGivenOnceForEachChange() {
        var ledger = LossLedger()
        let time = Timestamp(rawValue: 5)
        ledger.add(.tickSkipped, "", 2)
        ledger.add(.tickSkipped, "", 3)
        #expect(ledger.takeChangedLosses(at: time) == [Loss(time: time, reason: .tickSkipped, count: 5)])
        #expect(ledger.takeChangedLosses(at: time).isEmpty)
        ledger.add(.tickSkipped, "", 1)
        #expect(ledger.takeChangedLosses(at: time).map(\.count) == [6])
    }

    @Test func detailsWithoutEndAreFolded() {
        var ledger = LossLedger()
        for thread in 0..<1000 { ledger.add(.unreadable, "thread \(thread)", 1) }
        let losses = ledger.takeChangedLosses(at: Timestamp(rawValue: 0))
        #expect(losses.count <= 257)
        #expect(losses.map(\.count).reduce(0, +) == 1000)
    }
}

struct CopySizeLearnerTests {
    @Test func aCopyThatWasTooSmallGrows() {
        let advice = CopyAdvice()
        var learner = CopySizeLearner()
        learner.grow(missing: VirtualAddress(0x10000 + 100_000), base: VirtualAddress(0x10000), advice)
        #expect(advice.size.load(ordering: .relaxed) >= 100_000)
    }

    @Test func aCopyThatIsSeldomNeededShrinks() {
        let advice = CopyAdvice()
        var learner = CopySizeLearner()
        for _ in 0..<100 { learner.shrink(need: 4000, advice) }
        #expect(advice.size.load(ordering: .relaxed) < CopyAdvice.initialSize)
        #expect(advice.size.load(ordering: .relaxed) >= CopyAdvice.smallest)
    }

    @Test func ofSeveralStacksTheHighestEndCounts() {
        let advice = CopyAdvice()
        var learner = CopySizeLearner()
        for end: UInt64 in [0x9000, 0x20000, 0x9000] { learner.end(at: VirtualAddress(end), advice) }
        #expect(advice.stackEnd.load(ordering: .relaxed) == 0x20000)
    }

    /// What was missed is known no more than to be beyond the end: it must not be cut off there again.
    @Test func whereACopyWasTooShortTheEndIsForgottenUntilTheNextWholeStack() {
        let advice = CopyAdvice()
        var learner = CopySizeLearner()
        learner.end(at: VirtualAddress(0x9000), advice)
        learner.grow(missing: VirtualAddress(0x9008), base: VirtualAddress(0x8000), advice)
        #expect(advice.stackEnd.load(ordering: .relaxed) == 0)
        learner.end(at: VirtualAddress(0x9000), advice)
        #expect(advice.stackEnd.load(ordering: .relaxed) == 0x9010)
    }

    @Test func whatIsMissedFarOffIsNotTakenForTheEnd() {
        let advice = CopyAdvice()
        var learner = CopySizeLearner()
        for missing: UInt64 in [0x7FFF_0000_0000, .max] {
            learner.grow(missing: VirtualAddress(missing), base: VirtualAddress(0x8000), advice)
            learner.end(at: VirtualAddress(0x9000), advice)
            #expect(advice.stackEnd.load(ordering: .relaxed) == 0x9000)
            #expect(advice.reach.load(ordering: .relaxed) <= 0x2000)
        }
    }
}

struct AgentCommandTests {
    @Test func commandsAreRead() {
        #expect(AgentCommand(line: "rate 49.5") == .rate(49.5))
        #expect(AgentCommand(line: "pause") == .pause)
        #expect(AgentCommand(line: " resume ") == .resume)
        #expect(AgentCommand(line: "stop") == .stop)
    }

    @Test(arguments: ["", "rate", "rate 0", "rate -1", "rate nan", "rate 1e9", "stop now", "pauze"])
    func whatIsNoCommandIsNone(line: String) {
        #expect(AgentCommand(line: line[...]) == nil)
    }
}

struct TargetErrorTests {
    @Test func eachErrorSaysWhatHappenedAndWhatToDo() {
        #expect(TargetError.noSuchProcess(ProcessID(7)).description.contains("7"))
        let traced = TargetError.alreadyTraced(ProcessID(7), by: ProcessID(8), name: "gdb").description
        #expect(traced.contains("gdb (8)") && traced.contains("end that first"))
        let yama = TargetError.notPermitted(ProcessID(7), rule: .yama(scope: 1)).description
        #expect(yama.contains("ptrace_scope is 1") && yama.contains("glass run"))
        #expect(TargetError.notPermitted(ProcessID(7), rule: .otherUser(owner: 33)).description.contains("user 33"))
    }
}

struct SystemCallTests {
    @Test func callsHaveTheirNames() {
        #expect(SystemCalls.frameName(100_000) == "[system call 100000]")
        #expect(SystemCalls.frameName(-1) == "[system call -1]")
        #if arch(x86_64)
            #expect(SystemCalls.frameName(202) == "[futex]")
            #expect(SystemCalls.frameName(232) == "[epoll_wait]")
        #endif
    }

    @Test func aCallThatMayHaveMovedDataIsNotInterrupted() {
        var arguments = [6 of UInt64](repeating: 0)
        #expect(SystemCalls.isRestartable(SystemCalls.receiveFrom, arguments: arguments))
        arguments[3] = 0x100
        #expect(!SystemCalls.isRestartable(SystemCalls.receiveFrom, arguments: arguments))
        #if arch(x86_64)
            #expect(!SystemCalls.isRestartable(1, arguments: arguments))
        #endif
    }
}
