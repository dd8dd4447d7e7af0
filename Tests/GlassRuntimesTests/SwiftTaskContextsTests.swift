import GlassModel
import GlassTestSupport
import Testing

@testable import GlassRuntimes

/// Memory of a target, word by word; what was not written cannot be read.
private final class Words: MemoryReader {
    private var words: [UInt64: UInt64] = [:]
    private(set) var reads = 0

    func context(_ address: UInt64, parent: UInt64, resume: UInt64) {
        words[address] = parent
        words[address + 8] = resume
    }

    /// Fills a page, as an allocator's would be.
    func page(_ start: UInt64) { for address in stride(from: start, to: start + 4096, by: 8) { words[address] = 0 } }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        reads += 1
        for offset in stride(from: 0, to: buffer.count, by: 8) {
            guard let word = words[address.rawValue &+ UInt64(offset)] else { return false }
            buffer.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
        }
        return true
    }
}

@Suite struct SwiftTaskContextsTests {
    private let isCode: (VirtualAddress) -> Bool = { $0.rawValue >= 0x40_0000 && $0.rawValue < 0x50_0000 }

    private func copied(_ memory: Words, from context: UInt64) -> (contexts: SwiftTaskContexts, isTask: Bool) {
        var contexts = SwiftTaskContexts()
        contexts.reset()
        let isTask = contexts.follow(VirtualAddress(context), isCode: isCode, memory: memory)
        return (contexts, isTask)
    }

    private func callers(_ contexts: SwiftTaskContexts, of context: UInt64) throws(SwiftTaskContexts.Gap) -> [UInt64] {
        try contexts.callers(of: VirtualAddress(context), isCode: isCode).map(\.rawValue)
    }

    @Test func `a chain gives who awaits, innermost first`() throws {
        let memory = Words()
        memory.page(0x10_0000)
        memory.context(0x10_0800, parent: 0x10_0500, resume: 0x40_0010)
        memory.context(0x10_0500, parent: 0x10_0420, resume: 0x40_0020)
        memory.context(0x10_0420, parent: 0, resume: 0x40_0030)
        let (contexts, isTask) = copied(memory, from: 0x10_0800)
        #expect(isTask && memory.reads == 1)
        #expect(try callers(contexts, of: 0x10_0800) == [0x40_0010, 0x40_0020, 0x40_0030])
        #expect(try callers(contexts, of: 0x10_0420) == [0x40_0030])
        #expect(throws: SwiftTaskContexts.Gap.noContext) { try callers(contexts, of: 0x10_0600) }
    }

    @Test func `contexts far from each other are read one by one`() throws {
        let memory = Words()
        memory.context(0x10_0000, parent: 0x90_0000, resume: 0x40_0010)
        memory.context(0x90_0000, parent: 0, resume: 0x40_0020)
        let (contexts, isTask) = copied(memory, from: 0x10_0000)
        #expect(isTask)
        #expect(try callers(contexts, of: 0x10_0000) == [0x40_0010, 0x40_0020])
    }

    @Test func `what is no context is not taken for one`() {
        let memory = Words()
        memory.page(0x10_0000)
        memory.context(0x10_0100, parent: 0x10_0200, resume: 0x60_0000)
        memory.context(0x10_0300, parent: 0x10_0308, resume: 0x40_0000)
        memory.context(0x10_0400, parent: 0xdead_0000, resume: 0x40_0000)
        for start: UInt64 in [0x10_0100, 0x10_0300, 0x10_0400, 0x10_0401, 0, 16, 1 << 62, UInt64.max & ~15] {
            let (contexts, isTask) = copied(memory, from: start)
            #expect(!isTask && contexts.isEmpty)
        }
    }

    @Test func `a circle and an endless chain have an end`() {
        let memory = Words()
        memory.context(0x10_0000, parent: 0x10_0010, resume: 0x40_0010)
        memory.context(0x10_0010, parent: 0x10_0000, resume: 0x40_0020)
        let circle = copied(memory, from: 0x10_0000).contexts
        #expect((try? callers(circle, of: 0x10_0000).count) ?? 0 <= 256)
        let long = Words()
        for step: UInt64 in 0..<2_000 {
            long.context(0x100_0000 + step * 0x10_000, parent: 0x100_0000 + (step + 1) * 0x10_000, resume: 0x40_0000)
        }
        #expect(!copied(long, from: 0x100_0000).isTask && long.reads <= 24)
    }

    @Test func `random memory neither crashes nor costs more reads`() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            let memory = Words()
            for page: UInt64 in 0..<3 { memory.page(0x10_0000 + page * 0x1000) }
            for _ in 0..<200 {
                let address = UInt64.random(in: 0x10_0000..<0x10_2ff0, using: &random) & ~15
                let parent = UInt64.random(in: 0x0f_f000..<0x10_4000, using: &random) & ~7
                memory.context(
                    address, parent: parent, resume: UInt64.random(in: 0x3f_ff00..<0x50_0100, using: &random))
            }
            let start = UInt64.random(in: 0x10_0000..<0x10_3000, using: &random) & ~15
            let (contexts, _) = copied(memory, from: start)
            #expect(memory.reads <= 24)
            _ = try? callers(contexts, of: start)
        }
    }
}
