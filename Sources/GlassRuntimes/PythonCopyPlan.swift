import GlassModel

/// What is copied of a thread before its frames are followed, learnt from the samples before: the thread's state, the
/// chunks of its stack of frames (since 3.11), and frames that stand elsewhere: those of coroutines and generators, and all
/// before 3.11.
public struct PythonCopyPlan: Sendable {
    /// The thread's state, and the interpreter lock's.
    private let fixed: [MemoryRegion]
    private var chunks: [MemoryRegion] = []
    private var frames: [VirtualAddress] = []
    /// Code objects that have stayed the same for so long that they are compared after the thread goes on.
    private(set) var trusted: Set<VirtualAddress> = []
    /// Code objects whose names have been read.
    private(set) var known: [VirtualAddress: PythonCode.Identity] = [:]
    /// The functions in which it runs what asyncio's tasks await, where it is a thread of an executor.
    private(set) var executors: [VirtualAddress: ExecutorFrame] = [:]
    private(set) var executorTypes: ExecutorTypes?
    /// All that is to be copied, by address.
    private(set) var regions: [MemoryRegion]
    /// Where each of them comes to stand in what is copied.
    private(set) var offsets: [Int]
    private(set) var byteCount: Int

    private static let maximumFrames = 512
    private static let maximumIdleFrames = 12
    private static let maximumChunks = 16
    private static let maximumTrusted = 512
    private static let maximumKnown = 2048
    /// How much of the newest chunk is copied beyond what was in use before.
    private static let slack: UInt64 = 1024
    private static let maximumChunkSize: UInt64 = 1 << 18
    /// What lies as close together as this costs less to copy with what is between than as two.
    private static let gap: UInt64 = 512

    /// A chunk begins with its predecessor, its size, and how much of it was in use when the next one was begun.
    private enum Chunk {
        static let previous = 0
        static let size = 8
        static let top = 16
        static let headSize = 24
    }

    /// The thread is one of an executor: for whom it works is copied as well.
    public var followsExecutors: Bool { !executors.isEmpty }

    /// Of a thread of which nothing is known yet.
    public init(_ thread: PythonThread, _ runtime: PythonRuntime) {
        let lock = thread.lock.map(InterpreterLock.head)
        fixed = [MemoryRegion(address: thread.state, count: runtime.layout.thread.size)] + (lock.map { [$0] } ?? [])
        (regions, offsets, byteCount) = Self.arranged(fixed)
    }

    /// Done after the thread goes on: a plan that is out of date costs reads and is never wrong.
    mutating func learn(
        _ capture: PythonCapture, trusting trusted: Set<VirtualAddress>, _ layout: PythonLayout,
        _ memory: some MemoryReader
    ) {
        learnChunks(capture.dataStack, memory)
        learnFrames(capture.chain, layout.frame.size, missed: capture.missed)
        if trusted.count <= Self.maximumTrusted { self.trusted = trusted }
        let heap = frames.map { MemoryRegion(address: $0, count: layout.frame.size) }
        (regions, offsets, byteCount) = Self.arranged(fixed + chunks + heap)
    }

    mutating func learn(executors: [VirtualAddress: ExecutorFrame], _ types: ExecutorTypes?) {
        guard let types else { return }
        self.executors = executors
        executorTypes = types
    }

    mutating func learn(known codes: [VirtualAddress: PythonCode.Identity]) {
        if known.count > Self.maximumKnown { known = [:] }
        known.merge(codes) { $1 }
    }

    private mutating func learnChunks(_ stack: PythonCapture.DataStack, _ memory: some MemoryReader) {
        chunks = []
        var used = stack.top
        var next = stack.chunk
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
    private mutating func learnFrames(_ chain: PythonChain, _ frameSize: Int, missed: [MemoryRegion]) {
        let met = Set(chain.calls.flatMap(\.frames).map(\.address))
        let extra = Set(missed.filter { $0.count == frameSize }.map(\.address)).filter { frame in
            !chunks.contains { frame.rawValue &- $0.address.rawValue < UInt64($0.count) }
        }
        let again = frames.filter { met.contains($0) && !extra.contains($0) }
        let others = frames.filter { !met.contains($0) }.prefix(Self.maximumIdleFrames)
        frames = Array((Array(extra) + again + others).prefix(Self.maximumFrames))
    }

    /// Each region costs time in the stop, most of it for the page that it lies in: neighbours are copied as one.
    private static func arranged(_ regions: [MemoryRegion]) -> ([MemoryRegion], offsets: [Int], byteCount: Int) {
        var joined: [MemoryRegion] = []
        for region in regions.sorted(by: { $0.address < $1.address }) {
            guard let last = joined.last, let end = last.end, let newEnd = region.end,
                region.address.rawValue <= end.rawValue &+ gap
            else {
                joined.append(region)
                continue
            }
            let count = Int(max(end, newEnd).rawValue - last.address.rawValue)
            joined[joined.count - 1] = MemoryRegion(address: last.address, count: count)
        }
        var byteCount = 0
        let offsets = joined.map { region in
            defer { byteCount += region.count }
            return byteCount
        }
        return (joined, offsets, byteCount)
    }
}

extension MemoryRegion {
    /// None beyond the end of all memory.
    fileprivate var end: VirtualAddress? {
        let (end, overflow) = address.rawValue.addingReportingOverflow(UInt64(count))
        return overflow || end > .max - 4096 ? nil : VirtualAddress(end)
    }
}
