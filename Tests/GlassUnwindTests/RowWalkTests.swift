import GlassModel
import GlassTestSupport
import Testing

@testable import GlassUnwind

/// Rows followed over stacks that are made up: each frame's return address is above its locals.
struct RowWalkTests {
    private static let base: UInt64 = 0x7fff_0000_0000
    private let rules = RuleCache()
    private let trail = FrameTrail(limit: 8)

    private func code(_ number: UInt64) -> CodeAddress { .returnAddress(VirtualAddress(0x40_0000 + number * 16)) }

    /// Walks over `words`, from the innermost frame that has `rule`; the frame pointer points to the word of that index.
    private func walk(
        _ words: [UInt64], _ rule: UnwindRule?, framePointer: Int? = nil
    ) -> (end: UnwindEnd?, rows: RowWalk) {
        let start = VirtualAddress(0x40_0000)
        var registers = RegisterSet(
            architecture: .x86_64, instructionPointer: start, stackPointer: VirtualAddress(Self.base))
        registers.framePointer = VirtualAddress(Self.base + UInt64(framePointer ?? 0) * 8)
        rules[.instruction(start)] = rule
        return words.withUnsafeBytes { bytes in
            let region = StackRegion(
                base: VirtualAddress(Self.base), bytes: bytes, limit: VirtualAddress(Self.base + 0x1000))
            var rows = RowWalk(from: registers, rules)
            trail.removeAll()
            trail.append(rows.code, at: rows.stackPointer)
            return (rows.run(over: region, rules, into: trail), rows)
        }
    }

    private func address(_ number: UInt64) -> UInt64 { code(number).address.rawValue }

    private let two = UnwindRule(.fromStackPointer, offset: 16, framePointer: .unchanged)

    @Test func goesFromCallerToCallerUntilTheOutermost() {
        rules[code(1)] = two
        rules[code(2)] = .outermost
        let (end, rows) = walk([0, address(1), 0, address(2)], two)
        #expect(end == .root)
        #expect(Array(trail.frames.dropFirst()) == [code(1), code(2)])
        #expect(trail.stackPointers.map(\.rawValue) == [Self.base, Self.base + 16, Self.base + 32])
        #expect(rows.highestAddressRead.rawValue == Self.base + 32)
        #expect(rows.lastStepFrom == code(2).lookup)
    }

    @Test func standsStillBeforeCodeThatItDoesNotKnow() {
        rules[code(1)] = two
        let (end, rows) = walk([0, address(1), 0, address(2)], two)
        #expect(end == nil)
        #expect(rows.code == code(1))
        #expect(trail.count == 2)
    }

    @Test func standsStillBeforeWordsThatWereNotCopied() {
        rules[code(1)] = two
        let (end, rows) = walk([0, address(1), 0], two)
        #expect(end == nil)
        #expect(rows.code == code(1))
        #expect(rows.stackPointer.rawValue == Self.base + 16)
    }

    @Test func endsWhereNoMoreFramesAreFollowed() {
        rules[code(1)] = two
        let (end, _) = walk((0..<40).map { $0 % 2 == 0 ? 0 : address(1) }, two)
        #expect(end == .tooDeep)
        #expect(trail.count == 8)
    }

    @Test func followsFramePointersWhereThatIsSettled() {
        rules[code(1)] = .framePointerChain
        rules[code(2)] = .outermost
        let words = [0, Self.base + 32, address(1), 0, 0, address(2)]
        let (end, rows) = walk(words, .framePointerChain, framePointer: 1)
        #expect(end == .root)
        #expect(rows.guesses == 2)
        #expect(rows.guess?.code == code(2).address)
        #expect(rows.stepsFromOrigin == 0)
    }

    @Test(arguments: [
        // Not aligned; below the stack pointer; to itself.
        (UInt64(12), 2), (UInt64.max - 7, 2), (UInt64(8), 2),
    ])
    func neverFollowsAFramePointerThatCannotBeOne(_ offset: UInt64, _ frames: Int) {
        rules[code(1)] = .framePointerChain
        let (end, _) = walk([0, Self.base &+ offset, address(1), 0, 0, 0], .framePointerChain, framePointer: 1)
        #expect(end == nil)
        #expect(trail.count == frames)
    }

    @Test func readsNoWordOutsideOfTheStack() {
        var random = SeededGenerator(seed: 7)
        for number in UInt64(0)..<64 {
            rules[code(number)] = [two, .framePointerChain, .outermost, .other, .signalTrampoline][Int(number % 5)]
        }
        for _ in 0..<2000 {
            let words = (0..<Int.random(in: 0..<24, using: &random)).map { _ -> UInt64 in
                switch Int.random(in: 0..<3, using: &random) {
                case 0: Self.base &+ UInt64.random(in: 0..<32, using: &random) &* 8 &- 16
                case 1: address(UInt64.random(in: 0..<64, using: &random))
                default: UInt64.random(in: 0...UInt64.max, using: &random)
                }
            }
            let (_, rows) = walk(words, .framePointerChain, framePointer: Int.random(in: 0..<24, using: &random))
            #expect(rows.highestAddressRead.rawValue <= Self.base + UInt64(words.count) * 8)
        }
    }
}
