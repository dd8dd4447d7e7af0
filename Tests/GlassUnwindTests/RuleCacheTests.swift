import GlassModel
import Testing

@testable import GlassUnwind

struct RuleCacheTests {
    private let cache = RuleCache()
    private let rule = UnwindRule(.fromStackPointer, offset: 16, framePointer: .unchanged)

    @Test func aReturnAddressIsNotTheInstructionThere() {
        let address = VirtualAddress(0x401000)
        cache[.instruction(address)] = .outermost
        #expect(cache[.instruction(address)] == .outermost)
        #expect(cache[.returnAddress(address)] == nil)
        cache[.returnAddress(address)] = rule
        #expect(cache[.instruction(address)] == .outermost)
        #expect(cache[.returnAddress(address)] == rule)
    }

    @Test func aRuleCanBeReplacedByALaterOne() {
        let (first, second) = (CodeAddress.returnAddress(VirtualAddress(8)), CodeAddress.instruction(VirtualAddress(8)))
        cache[first] = .other
        cache[second] = .outermost
        cache[first] = .framePointerChain
        #expect(cache[first] == .framePointerChain)
        #expect(cache[second] == .outermost)
    }

    @Test func noCodeIsAtZero() {
        cache[.returnAddress(VirtualAddress(0))] = rule
        #expect(cache[.returnAddress(VirtualAddress(0))] == nil)
    }

    /// Two in a set: of as many addresses as there are sets some get lost, the one met last never.
    @Test func theLastOnesAreKept() {
        var kept = 0
        for number in UInt64(1)...100_000 {
            let code = CodeAddress.returnAddress(VirtualAddress(0x40_0000 + number * 5))
            cache[code] = rule
            #expect(cache[code] == rule)
        }
        for number in UInt64(99_000)...100_000
        where cache[.returnAddress(VirtualAddress(0x40_0000 + number * 5))] == rule { kept += 1 }
        #expect(kept > 980)
        cache.removeAll()
        #expect(cache[.returnAddress(VirtualAddress(0x40_0000 + 100_000 * 5))] == nil)
    }
}
