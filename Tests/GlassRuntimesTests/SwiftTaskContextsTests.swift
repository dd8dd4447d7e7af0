import GlassModel
import GlassTestSupport
import Testing

@testable import GlassRuntimes

/// Memory of a target, word by word; what was not written cannot be read.
private final class Words: MemoryReader {
    private var words: [UInt64: UInt64] = [:]
    private(set) var reads = 0
    private var pending: (address: UInt64, reads: Int, change: (Words) -> Void)?

    /// Changes something before an address is read for the nth time.
    func change(at address: UInt64, read: Int, _ change: @escaping (Words) -> Void) {
        pending = (address, read, change)
    }

    func context(_ address: UInt64, parent: UInt64, resume: UInt64) {
        words[address] = parent
        words[address + 8] = resume
    }

    func word(_ address: UInt64, _ value: UInt64) { words[address] = value }

    /// A task with its outermost context behind it.
    func task(
        _ address: UInt64, parent: UInt64? = nil, outermost: UInt64, resume: UInt64, context: UInt64,
        isRunning: Bool = false
    ) {
        page(address - 4096)
        page(address)
        word(address, 0xabc0)
        word(address + 32, parent == nil ? 0 : 1 << 24)
        word(address + 56, resume)
        word(address + 64, context)
        word(address + 96, isRunning ? 0x800 : 0)
        word(address + 208, parent ?? 0)
        self.context(outermost, parent: 0, resume: 0x40_0ff0)
    }

    /// Fills a page, as an allocator's would be.
    func page(_ start: UInt64) { for address in stride(from: start, to: start + 4096, by: 8) { words[address] = 0 } }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        reads += 1
        if let next = pending, next.address == address.rawValue {
            pending = (next.address, next.reads - 1, next.change)
            if next.reads == 1 { next.change(self) }
        }
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
        try contexts.callers(of: VirtualAddress(context), isCode: isCode).map { caller in
            guard case .code(let address) = caller else { return 0 }
            return address.rawValue
        }
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
        #expect(!copied(long, from: 0x100_0000).isTask && long.reads <= 48)
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
            #expect(memory.reads <= 48)
            _ = try? callers(contexts, of: start)
        }
    }

    // MARK: - Children

    /// A child that runs in 0x10_0400, and its parent, which waits in 0x20_0400.
    private func family(parentRuns: Bool = false) -> Words {
        let memory = Words()
        memory.task(0x10_0000, parent: 0x20_0000, outermost: 0x10_0120, resume: 0x40_0000, context: 0x10_0400)
        memory.context(0x10_0400, parent: 0x10_0120, resume: 0x40_0010)
        memory.task(
            0x20_0000, outermost: 0x20_0110, resume: 0x40_0020, context: 0x20_0400, isRunning: parentRuns)
        memory.context(0x20_0400, parent: 0x20_0110, resume: 0x40_0030)
        return memory
    }

    private func follow(_ memory: Words) throws -> SwiftTaskContexts {
        let layout = try #require(SwiftTaskLayout(metadata: 0xabc0, size: 208))
        var contexts = SwiftTaskContexts()
        contexts.reset()
        let isTask = contexts.follow(VirtualAddress(0x10_0400), in: layout, isCode: isCode, memory: memory)
        #expect(isTask)
        return contexts
    }

    private func allCallers(_ contexts: SwiftTaskContexts) throws -> [SwiftTaskContexts.Caller] {
        try contexts.callers(of: VirtualAddress(0x10_0400), isCode: isCode)
    }

    private func code(_ address: UInt64) -> SwiftTaskContexts.Caller { .code(VirtualAddress(address)) }

    @Test func `a child's callers go on with those of its parent`() throws {
        let memory = family()
        #expect(
            try allCallers(follow(memory)) == [
                code(0x40_0010), code(0x40_0ff0), .childTask, code(0x40_0020), code(0x40_0030), code(0x40_0ff0),
            ])
        // Contexts and task of both, and once more whether the parent still waits.
        #expect(memory.reads <= 6)
    }

    @Test func `a parent that runs stands nowhere that is known`() throws {
        #expect(
            try allCallers(follow(family(parentRuns: true))) == [
                code(0x40_0010), code(0x40_0ff0), .childOfRunningTask,
            ])
    }

    @Test func `a parent that goes on while it is read is left out`() throws {
        let memory = family()
        memory.change(at: 0x20_0000, read: 2) { $0.word(0x20_0000 + 64, 0x20_0500) }
        #expect(try allCallers(follow(memory)) == [code(0x40_0010), code(0x40_0ff0)])
    }

    @Test func `what is no task has no parent`() throws {
        let memory = family()
        memory.word(0x10_0000, 0xabd0)
        #expect(try allCallers(follow(memory)) == [code(0x40_0010), code(0x40_0ff0)])
        let other = family()
        other.word(0x20_0000, 0)
        #expect(try allCallers(follow(other)) == [code(0x40_0010), code(0x40_0ff0)])
        #expect(SwiftTaskLayout(metadata: 0, size: 208) == nil)
        #expect(SwiftTaskLayout(metadata: 1, size: 1 << 40) == nil)
    }

    @Test func `a task that is its own ancestor ends the chain`() throws {
        let memory = family()
        memory.word(0x20_0000 + 32, 1 << 24)
        memory.word(0x20_0000 + 208, 0x10_0000)
        let callers = try allCallers(follow(memory))
        #expect(callers.filter { $0 == .childTask }.count == 1)
        #expect(memory.reads <= 48)
    }

    @Test func `a task that has left its thread tells where it goes on`() throws {
        let memory = family()
        #expect(try follow(memory).parked(in: VirtualAddress(0x10_0400)) == VirtualAddress(0x40_0000))
        // Or the context of what it called names it.
        memory.word(0x10_0000 + 64, 0x10_0500)
        memory.context(0x10_0500, parent: 0x10_0400, resume: 0x40_0040)
        var contexts = try follow(memory)
        #expect(contexts.parked(in: VirtualAddress(0x10_0400)) == nil)
        let isKnown = contexts.follow(VirtualAddress(0x10_0500), isCode: isCode, memory: memory)
        #expect(isKnown)
        #expect(contexts.parked(in: VirtualAddress(0x10_0400)) == VirtualAddress(0x40_0040))
    }

    @Test func `random tasks neither crash nor cost more reads`() throws {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<300 {
            let memory = family()
            for _ in 0..<6 {
                let task = Bool.random(using: &random) ? UInt64(0x10_0000) : 0x20_0000
                let address = task + UInt64.random(in: 0..<28, using: &random) * 8
                memory.word(
                    address, [0x10_0000, 0x20_0000, 0x10_0400, 1 << 24, .max].randomElement(using: &random) ?? 0)
            }
            var contexts = SwiftTaskContexts()
            contexts.reset()
            let layout = try #require(SwiftTaskLayout(metadata: 0xabc0, size: 208))
            _ = contexts.follow(VirtualAddress(0x10_0400), in: layout, isCode: isCode, memory: memory)
            #expect(memory.reads <= 48)
            _ = try? allCallers(contexts)
        }
    }
}
