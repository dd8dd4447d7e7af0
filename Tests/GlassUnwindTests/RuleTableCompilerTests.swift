import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassUnwind

/// What call frame instructions become, and that no bytes whatever make the compiler trap, loop or run away.
@Suite struct RuleTableCompilerTests {
    /// `GLASS_FUZZ_ROUNDS=100000` makes the tests of random bytes that long.
    private static func rounds(_ usual: Int) -> Int {
        ProcessInfo.processInfo.environment["GLASS_FUZZ_ROUNDS"].flatMap(Int.init) ?? usual
    }

    @Test func prologueAndEpilogue() throws {
        // push %rbp; mov %rsp,%rbp; … remember; leave; restore.
        let table = try Self.table([
            0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x50, 0x0a, 0x0c, 7, 8, 0xc6, 0x41, 0x0b,
        ])
        #expect(Self.rule(table, 0) == UnwindRule(.fromStackPointer, offset: 8, framePointer: .unchanged))
        #expect(Self.rule(table, 1) == UnwindRule(.fromStackPointer, offset: 16, framePointer: .savedBelowCFA(16)))
        #expect(Self.rule(table, 4) == UnwindRule(.fromFramePointer, offset: 16, framePointer: .savedBelowCFA(16)))
        #expect(Self.rule(table, 20) == UnwindRule(.fromStackPointer, offset: 8, framePointer: .unchanged))
        #expect(Self.rule(table, 21) == Self.rule(table, 4))
        #expect(Self.rule(table, 99) == Self.rule(table, 4))
        #expect(Self.rule(table, 100) == .other)
    }

    @Test(
        arguments: [
            ("a CFA by expression", [0x0f, 2, 0x77, 8]), ("a CFA from another register", [0x0c, 10, 8]),
            ("a return address elsewhere", [0x90, 2]), ("a return address in a register", [0x09, 16, 0]),
            ("a return address by expression", [0x10, 16, 2, 0x77, 0]), ("a stack pointer of its own", [0x14, 7, 2]),
            ("a frame pointer in a register", [0x09, 6, 3]), ("a frame pointer by expression", [0x10, 6, 2, 0x77, 0]),
            ("a frame pointer above the CFA", [0x11, 6, 0x7e]), ("an odd offset", [0x0e, 12]),
            ("no offset", [0x0e, 0]),
            ("an instruction that nobody knows", [0x3f]), ("a frame pointer far away", [0x86, 0xff, 0x01]),
            ("more recalled than remembered", [0x0b]), ("an operand that is cut off", [0x0e, 0x80]),
        ] as [(String, [UInt8])])
    func leftToLibunwind(_ what: String, _ instructions: [UInt8]) throws {
        let table = try Self.table([0x41] + instructions)
        #expect(Self.rule(table, 0) == UnwindRule(.fromStackPointer, offset: 8, framePointer: .unchanged), "\(what)")
        #expect(Self.rule(table, 1) == .other, "\(what)")
    }

    @Test func otherInstructions() throws {
        #expect(Self.rule(try Self.table([0x07, 16]), 0) == .outermost)
        #expect(
            Self.rule(try Self.table([0x07, 6]), 0)
                == UnwindRule(.fromStackPointer, offset: 8, framePointer: .undefined))
        // Far advances, arguments' size, signed offsets, registers that do not matter.
        let table = try Self.table([0x02, 1, 0x03, 1, 0, 0x04, 1, 0, 0, 0, 0x2e, 16, 0x12, 7, 0x7e, 0x83, 2, 0x08, 6])
        #expect(Self.rule(table, 2) == UnwindRule(.fromStackPointer, offset: 8, framePointer: .unchanged))
        #expect(Self.rule(table, 3) == UnwindRule(.fromStackPointer, offset: 16, framePointer: .unchanged))
    }

    @Test func signalFramesAndOtherColumns() throws {
        let signal = FrameSectionBuilder(isSignalFrame: true)
        #expect(Self.rule(try Self.table([], in: signal), 0) == .other)
        let column = FrameSectionBuilder(returnAddressColumn: 15, instructions: [0x0c, 7, 8, 0x8f, 1])
        #expect(Self.rule(try Self.table([], in: column), 0) == .other)
        let nonsense = FrameSectionBuilder(instructions: [0x0b])
        #expect(Self.rule(try Self.table([], in: nonsense), 0) == .other)
    }

    @Test func gapsAndOverlaps() throws {
        var section = FrameSectionBuilder()
        section.addFunction(at: 0x3000, length: 0x100, [0x0e, 24])
        section.addFunction(at: 0x1000, length: 0x1000, [0x0e, 16])
        section.addFunction(at: 0x1800, length: 0x100, [0x0e, 32])
        section.finish()
        let table = try #require(Self.compile(section.bytes))
        let offsets = [0x1000, 0x17ff, 0x1800, 0x18ff, 0x1900, 0x2fff, 0x3000, 0x30ff, 0x3100].map {
            table.rule(at: ModuleAddress($0)).cfaOffset
        }
        #expect(offsets == [16, 16, 32, 32, 0, 0, 24, 24, 0])
    }

    @Test func noTableWhereRecordsAreMissing() {
        var section = FrameSectionBuilder()
        section.addFunction(at: 0x1000, length: 16, [])
        section.finish()
        #expect(Self.compile(section.bytes, listed: 1) != nil)
        #expect(Self.compile(section.bytes, listed: 2) == nil)
        #expect(Self.compile([]) == nil)
        var far = FrameSectionBuilder()
        far.addFunction(at: 0x1000, length: 16, [])
        far.addFunction(at: 0x1000 + 1 << 32, length: 16, [])
        #expect(Self.compile(far.bytes) == nil)
        var endless = FrameSectionBuilder()
        endless.addFunction(at: .max - 8, length: 16, [])
        #expect(Self.compile(endless.bytes) == nil)
    }

    /// Instructions at random: whatever they are, each address has one rule, and none costs more than its bytes.
    @Test func randomInstructions() {
        var generator = SeededGenerator(seed: 5)
        var (compiled, expressible) = (0, 0)
        for _ in 0..<Self.rounds(3000) {
            var section = FrameSectionBuilder(
                instructions: Bool.random(using: &generator) ? FrameSectionBuilder.usual : generator.bytes(upTo: 12))
            for index in 0..<UInt64(4) {
                section.addFunction(at: 0x1000 + index * 0x80, length: 0x100, generator.bytes(upTo: 40))
            }
            guard let table = Self.compile(section.bytes) else { continue }
            compiled += 1
            #expect(table.rows.count <= section.bytes.count)
            #expect(zip(table.rows, table.rows.dropFirst()).allSatisfy { $0.offset < $1.offset })
            expressible += (0x1000..<0x1300).count { table.rule(at: ModuleAddress($0)) != .other } > 0 ? 1 : 0
        }
        #expect(compiled > 100 && expressible > 100)
    }

    /// A real section with bits flipped, cut off, and at an address where sums overflow.
    @Test func damagedSections() throws {
        let image = try #require(ProcessFiles.image(ofFile: Fixture("call-chain", .statically).executable))
        let section = try #require(image.ehFrame)
        let whole = try #require(image.read(at: section.offset, count: min(Int(section.size), 12_000)))
        var generator = SeededGenerator(seed: 6)
        var compiled = 0
        for round in 0..<Self.rounds(300) {
            var bytes = whole
            generator.flipBits(1 + round % 60, in: 0..<bytes.count, of: &bytes)
            if round % 3 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            let address = round % 4 == 0 ? ModuleAddress(generator.next()) : section.address
            guard let table = Self.compile(bytes, at: address) else { continue }
            compiled += 1
            #expect(table.rows.count <= bytes.count)
            _ = table.rule(at: ModuleAddress(generator.next()))
        }
        #expect(compiled > 10)
    }

    private static func compile(
        _ bytes: [UInt8], at address: ModuleAddress = ModuleAddress(0), listed: UInt64 = 0
    ) -> RuleTable? {
        var compiler = RuleTableCompiler(bytes: bytes, address: address, architecture: .x86_64)
        return compiler.compile(expecting: listed)
    }

    /// The table of one function of 100 bytes at 0x1000.
    private static func table(
        _ instructions: [UInt8], in section: FrameSectionBuilder = FrameSectionBuilder()
    ) throws -> RuleTable {
        var section = section
        section.addFunction(at: 0x1000, length: 100, instructions)
        section.finish()
        return try #require(compile(section.bytes))
    }

    private static func rule(_ table: RuleTable, _ offset: UInt64) -> UnwindRule {
        table.rule(at: ModuleAddress(0x1000 + offset))
    }
}

extension SeededGenerator {
    fileprivate mutating func bytes(upTo limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
