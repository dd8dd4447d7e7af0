import Foundation
import GlassModel
import GlassTestSupport
import GlassUnwind
import Testing

/// Whatever stacks and files hold, an unwind ends, with a reason and a bounded number of frames.
@Suite(.serialized) struct DamagedInputTests {
    @Test(arguments: ["deep-recursion", "signal-handlers", "call-chain"])
    func damagedStacks(_ name: String) throws {
        let fixture = try Fixture(name).start()
        let captures = try StackCapture.take(20, of: ThreadID(fixture.process.rawValue), in: fixture.process)
        let map = try ProcessFiles.moduleMap(of: fixture.process)
        let unwinder = try Unwinder(architecture: .native)
        var generator = SeededGenerator(seed: 2)
        var ends: [UnwindEnd: Int] = [:]
        for round in 0..<1000 {
            let capture = captures[round % captures.count]
            let damaged = StackCapture(registers: capture.registers, stack: Self.damage(capture.stack, &generator))
            ends[try Self.end(of: damaged, unwinder, map), default: 0] += 1
        }
        #expect(ends.count > 1, "\(ends)")
    }

    @Test(arguments: [Fixture.Variant.standard, .withoutFrameIndex])
    func damagedUnwindRules(_ variant: Fixture.Variant) throws {
        let fixture = try Fixture("call-chain", variant).start()
        let captures = try StackCapture.take(10, of: ThreadID(fixture.process.rawValue), in: fixture.process)
        let map = try ProcessFiles.moduleMap(of: fixture.process)
        let unwinder = try Unwinder(architecture: .native)
        let path = fixture.fixture.executable
        let file = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        var generator = SeededGenerator(seed: 3)
        var ends: [UnwindEnd: Int] = [:]
        for round in 0..<300 {
            let damaged = try Self.map(map, replacing: path, with: file, damaged: 1 + round % 100, &generator)
            unwinder.modulesChanged()
            ends[try Self.end(of: captures[round % captures.count], unwinder, damaged), default: 0] += 1
        }
        #expect(ends.count > 1, "\(ends)")
    }

    @Test func tooFewBytes() throws {
        let fixture = try Fixture("call-chain").start()
        let capture = try #require(
            StackCapture.take(1, of: ThreadID(fixture.process.rawValue), in: fixture.process).first)
        let map = try ProcessFiles.moduleMap(of: fixture.process)
        let unwinder = try Unwinder(architecture: .native)
        var frames: [CodeAddress] = []
        let whole = capture.withSnapshot { unwinder.unwind($0, in: map, into: &frames) }
        #expect(whole.end == .root)
        let needed = Int(whole.highestAddressRead.rawValue - capture.stack.base.rawValue)
        var again: [CodeAddress] = []
        #expect(capture.withSnapshot(limit: needed) { unwinder.unwind($0, in: map, into: &again) }.end == .root)
        #expect(again == frames)
        var cut: [CodeAddress] = []
        let result = capture.withSnapshot(limit: needed - 8) { unwinder.unwind($0, in: map, into: &cut) }
        #expect(result.end == .copyTooSmall)
        #expect(result.missing == whole.highestAddressRead.advanced(by: -8))
        #expect(frames.starts(with: cut) && !cut.isEmpty)
    }

    @Test func codeThatIsNowhere() throws {
        let registers = RegisterSet(
            architecture: .native, instructionPointer: VirtualAddress(0), stackPointer: VirtualAddress(0x1000))
        let stack = StackCapture.Region(base: VirtualAddress(0x1000), bytes: [], limit: VirtualAddress(0x2000))
        let unwinder = try Unwinder(architecture: .native)
        var frames: [CodeAddress] = []
        let result = StackCapture(registers: registers, stack: stack).withSnapshot {
            unwinder.unwind($0, in: ModuleMap(), into: &frames)
        }
        #expect(result.end == .noModule)
        #expect(result.unknownCode == VirtualAddress(0))
        #expect(frames == [.instruction(VirtualAddress(0))])
    }

    private static func end(of capture: StackCapture, _ unwinder: Unwinder, _ map: ModuleMap) throws -> UnwindEnd {
        var frames: [CodeAddress] = []
        let result = capture.withSnapshot { unwinder.unwind($0, in: map, into: &frames) }
        try #require(1...Unwinder.frameLimit ~= frames.count)
        return result.end
    }

    /// Bits of the part that matters flipped, words replaced by other words of the stack, or the end cut off.
    static func damage(_ stack: StackCapture.Region, _ generator: inout SeededGenerator) -> StackCapture.Region {
        var bytes = stack.bytes
        let part = 0..<min(bytes.count, 4096)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: generator.flipBits(40, in: part, of: &bytes)
        case 1:
            for _ in 0..<20 {
                let (to, from) = (
                    Int.random(in: 0..<500, using: &generator), Int.random(in: 0..<500, using: &generator)
                )
                guard max(to, from) * 8 + 8 <= bytes.count else { continue }
                bytes.replaceSubrange(to * 8..<to * 8 + 8, with: bytes[from * 8..<from * 8 + 8])
            }
        default: bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
        }
        return StackCapture.Region(base: stack.base, bytes: bytes, limit: stack.limit)
    }

    private static func map(
        _ map: ModuleMap, replacing path: String, with file: [UInt8], damaged count: Int,
        _ generator: inout SeededGenerator
    ) throws -> ModuleMap {
        let original = try ELFImage(reader: ProcessFiles.reader(of: file))
        var bytes = file
        for section in [original.ehFrame, original.ehFrameHeader].compactMap({ $0 }) {
            let start = Int(section.offset)
            generator.flipBits(count, in: start..<start + Int(section.size), of: &bytes)
        }
        let image = try ELFImage(reader: ProcessFiles.reader(of: bytes))
        let segments = map.segments.map { segment in
            guard let module = segment.module, module.path == path else { return segment }
            let damaged = LoadedModule(id: module.id, path: path, image: image, bias: module.bias)
            return ModuleMap.Segment(range: segment.range, isExecutable: segment.isExecutable, module: damaged)
        }
        return ModuleMap(segments: segments)
    }
}
