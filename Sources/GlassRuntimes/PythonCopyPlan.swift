import GlassModel

/// What is copied of a thread before its frames are followed, learnt from the sample before: the thread's state, the
/// chunks of its stack of frames (since 3.11), and frames that stand elsewhere: those of coroutines and generators, and all
/// before 3.11.
public struct PythonCopyPlan: Sendable {
    public init() {}

    private var chunks: [MemoryRegion] = []
    private var frames: [VirtualAddress] = []
    /// Code objects and their names.
    private var codes: [(code: VirtualAddress, name: VirtualAddress)] = []

    private static let maximumFrames = 512
    private static let maximumIdleFrames = 32
    private static let maximumChunks = 16
    private static let maximumCodes = 128
    /// How much of the newest chunk is copied beyond what was in use before.
    private static let slack: UInt64 = 1024
    private static let maximumChunkSize: UInt64 = 1 << 18

    /// A chunk begins with its predecessor, its size, and how much of it was in use when the next one was begun.
    private enum Chunk {
        static let previous = 0
        static let size = 8
        static let top = 16
        static let headSize = 24
    }

    func blocks(of thread: PythonThread, _ layout: PythonLayout, _ memory: some MemoryReader) -> [MemoryBlock] {
        let state = MemoryRegion(address: thread.state, count: layout.thread.size)
        let heap = frames.map { MemoryRegion(address: $0, count: layout.frame.size) }
        let code = codes.flatMap { code in
            [
                MemoryRegion(address: code.code, count: layout.code.size),
                MemoryRegion(address: code.name + PythonCode.Identity.hashOffset, count: 8),
            ]
        }
        return memory.blocks(of: [state] + chunks + heap + code)
    }

    /// Done after the thread goes on: a plan that is out of date costs reads and is never wrong.
    mutating func learn(
        _ capture: PythonCapture, _ state: MemoryBlock, _ layout: PythonLayout, _ memory: some MemoryReader
    ) {
        learnChunks(state, layout, memory)
        let extra = capture.extra.filter { $0.count == layout.frame.size && capture.codes[$0.address] == nil }
        learnFrames(capture.chain, read: extra.map(\.address))
        let others = codes.filter { capture.codes[$0.code] == nil }.prefix(Self.maximumIdleFrames)
        codes = Array((capture.codes.map { ($0.key, $0.value.name) } + others).prefix(Self.maximumCodes))
    }

    private mutating func learnChunks(_ state: MemoryBlock, _ layout: PythonLayout, _ memory: some MemoryReader) {
        guard let offset = layout.thread.dataStackChunk else { return }
        chunks = []
        var used = state.pointer(offset + 8)
        var next = state.pointer(offset)
        while let chunk = next, chunks.count < Self.maximumChunks,
            let head = memory.block(at: chunk, count: Chunk.headSize), let size: UInt64 = head.integer(Chunk.size)
        {
            let slack: UInt64 = chunks.isEmpty ? Self.slack : 0
            let whole = min(size, Self.maximumChunkSize)
            let inUse = min(used.map { $0.rawValue &- chunk.rawValue } ?? 0, whole)
            chunks.append(MemoryRegion(address: chunk, count: Int(min(inUse + slack, whole))))
            next = head.pointer(Chunk.previous)
            used = next.flatMap { chunk in Self.top(of: chunk, memory) }
        }
    }

    private static func top(of chunk: VirtualAddress, _ memory: some MemoryReader) -> VirtualAddress? {
        guard let words: UInt64 = memory.integer(at: chunk + Chunk.top), words < 1 << 20 else { return nil }
        return chunk + (Chunk.headSize + Int(words) * 8)
    }

    /// Those that had to be read by themselves come first, then those of before that were met again, then some of the
    /// rest: a loop comes back to the same tasks.
    private mutating func learnFrames(_ chain: PythonChain, read: [VirtualAddress]) {
        let met = Set(chain.calls.flatMap(\.frames).map(\.address))
        let extra = Set(read).filter { frame in
            !chunks.contains { frame.rawValue &- $0.address.rawValue < UInt64($0.count) }
        }
        let again = frames.filter { met.contains($0) && !extra.contains($0) }
        let others = frames.filter { !met.contains($0) }.prefix(Self.maximumIdleFrames)
        frames = Array((Array(extra) + again + others).prefix(Self.maximumFrames))
    }
}

/// Blocks that were copied together, and behind them the same memory, read one thing at a time and counted.
final class CopiedMemory<Live: MemoryReader>: MemoryReader {
    private let snapshot: MemorySnapshot
    private let native: (address: VirtualAddress, bytes: UnsafeRawBufferPointer)?
    private let live: Live
    private(set) var extra: [MemoryRegion] = []

    init(
        _ blocks: [MemoryBlock], _ native: (address: VirtualAddress, bytes: UnsafeRawBufferPointer)? = nil,
        over live: Live
    ) {
        snapshot = MemorySnapshot(blocks)
        self.native = native
        self.live = live
    }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        if snapshot.read(address, into: buffer) || readNative(address, into: buffer) { return true }
        extra.append(MemoryRegion(address: address, count: buffer.count))
        return live.read(address, into: buffer)
    }

    private func readNative(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let native, let start = Int(exactly: address.rawValue &- native.address.rawValue),
            start <= native.bytes.count, buffer.count <= native.bytes.count - start
        else { return false }
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: native.bytes[start..<start + buffer.count]))
        return true
    }
}
