import CGlass
import GlassModel

/// What libunwind may read while it steps, and what became of its reads. Its callbacks get this as their argument.
final class UnwindContext {
    /// Expressions in damaged unwind rules could loop for ever; no sound unwind reads as many words, even where every
    /// rule of 2,048 frames is parsed anew.
    private static let readLimit = 2_000_000
    private static let noRuleLimit = 65_536

    /// Why a step could not be made, where it failed for want of something.
    enum Failure {
        case noRule
        case missingMemory(VirtualAddress)
        case unknownRegister
        case tooManyReads
    }

    private var snapshot: StackSnapshot?
    private var map = ModuleMap()
    /// What the registers are where libunwind begins.
    var registers: RegisterSet
    private(set) var highestAddressRead = VirtualAddress(0)
    private(set) var failure: Failure?
    /// Whether libunwind reads an entry for one function now, and with it a pointer to a personality routine. That may
    /// stand where the program's loader wrote it, in memory that no file holds, and does not matter here.
    var isReadingEntry = false
    private var reads = 0

    private var rules: [ObjectIdentifier: ModuleRules?] = [:]
    /// Code of modules that have rules, but none for it; libunwind's cache remembers only what it found.
    private var withoutRule: Set<VirtualAddress> = []
    /// The module whose rules were used last: the next reads are most likely there.
    private var current: ModuleRules?

    private let source: RuleSource

    init(architecture: Architecture, source: RuleSource) {
        registers = RegisterSet(architecture: architecture)
        self.source = source
    }

    func begin(_ snapshot: StackSnapshot, in map: ModuleMap) {
        self.snapshot = snapshot
        self.map = map
        registers = snapshot.registers
        highestAddressRead = snapshot.registers.stackPointer
        current = nil
        reads = 0
    }

    /// The snapshot only borrows its bytes: it is forgotten as soon as the unwind is over.
    func finish() {
        snapshot = nil
        map = ModuleMap()
        current = nil
    }

    func beginStep() { failure = nil }

    func forgetModules() {
        rules.removeAll()
        withoutRule.removeAll()
        current = nil
    }

    /// Whether there may be a rule for the code at `address`.
    func mayHaveRule(for address: VirtualAddress) -> Bool {
        guard let rules = rules(for: address), !rules.isEmpty else { return false }
        return !withoutRule.contains(address)
    }

    func remember(withoutRule address: VirtualAddress) {
        if withoutRule.count >= Self.noRuleLimit { withoutRule.removeAll() }
        withoutRule.insert(address)
    }

    /// The compiled rules of `module`.
    func table(of module: LoadedModule) -> CompiledRules.Answer {
        guard let image = module.image else { return .none }
        return image.compiledRules.table(of: image, from: source)
    }

    /// The rules of the module that holds `address`; none where its file could not be read.
    func rules(for address: VirtualAddress) -> ModuleRules? {
        guard let module = map.lookup(address) else { return nil }
        if let current, current.module === module { return current }
        let key = ObjectIdentifier(module)
        if let known = rules[key] { return known }
        let made = ModuleRules(module: module)
        rules[key] = .some(made)
        return made
    }

    func frameEntry(for address: VirtualAddress) -> VirtualAddress? {
        guard let rules = rules(for: address), let entry = rules.entry(for: address) else { return nil }
        current = rules
        return entry
    }

    /// A word of the stacks that were copied.
    func stackWord(at address: VirtualAddress) -> UInt64? {
        guard let word = snapshot?.word(at: address) else { return nil }
        highestAddressRead = max(highestAddressRead, address.advanced(by: 8))
        return word
    }

    /// The 16 bytes of machine code at `address`, as the module's file has them.
    func code(at address: VirtualAddress) -> [UInt8]? {
        guard let module = rules(for: address), let first = module.word(at: address),
            let second = module.word(at: address.advanced(by: 8))
        else { return nil }
        return [first, second].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    /// Whether the instruction at `address` shows that the stack is as the call left it. Some linkers write no rules
    /// for their stubs, some compilers none for functions that call nothing.
    func hasBareStack(at address: VirtualAddress) -> Bool {
        guard let code = code(at: address), let before = self.code(at: address.advanced(by: -6)) else { return false }
        // The head of a procedure linkage table jumps too, but has pushed a word by then: `push offset(%rip)`.
        return registers.architecture.codeWithBareStack.contains { code.starts(with: $0) }
            && !before.starts(with: [0xff, 0x35])
    }

    /// Which of the two threads that leave glibc's `clone3` stands at `address`: at the system call or right behind it.
    /// - Parameter result: What the call gave, where that is known.
    func threadCreation(at address: VirtualAddress, result: UInt64?) -> ThreadCreation? {
        guard registers.architecture == .x86_64 else { return nil }
        if isThreadCreation(at: address) { return .maker }
        guard isThreadCreation(at: address.advanced(by: -X86_64Registers.systemCallSize)) else { return nil }
        return result == 0 ? .made : .maker
    }

    enum ThreadCreation {
        /// Its stack is as the call of `clone3` left it.
        case maker
        /// Its stack is empty yet.
        case made
    }

    private func isThreadCreation(at address: VirtualAddress) -> Bool {
        guard let code = code(at: address) else { return false }
        return zip(code, X86_64Registers.threadCreation).allSatisfy { $1 == nil || $0 == $1 }
    }

    /// Memory as libunwind asks for it: of the stacks, or of what modules' files hold of it.
    func word(at address: VirtualAddress) -> UInt64? {
        reads += 1
        guard reads <= Self.readLimit else {
            failure = .tooManyReads
            return nil
        }
        if let word = stackWord(at: address) { return word }
        if let word = current?.word(at: address) { return word }
        if let word = rules(for: address)?.word(at: address) { return word }
        if isReadingEntry, map.lookup(address) != nil { return 0 }
        failure = failure ?? .missingMemory(address)
        return nil
    }

    func register(_ number: Int) -> UInt64? {
        if let value = registers[dwarf: number] { return value }
        failure = failure ?? .unknownRegister
        return nil
    }

    func noteNoRule() { failure = failure ?? .noRule }
}
