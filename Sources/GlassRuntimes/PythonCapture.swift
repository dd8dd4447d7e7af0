import GlassModel

/// The frames of a thread as pointers, copied at one moment.
public struct PythonCapture: Sendable {
    let chain: PythonChain
    /// The code objects of its frames as they were; those are missing that cannot be read, and those that are trusted.
    let codes: [VirtualAddress: PythonCode.Identity]
    /// What code that was new says of itself.
    let texts: PythonCodeTexts?
    /// Code objects that were not looked at, because they have long been the same.
    let trusted: Set<VirtualAddress>
    /// None where the thread's state was no longer that thread's.
    let thread: PythonThread?
    let dataStack: DataStack
    /// Whether the thread holds the interpreter lock; none where that is not known.
    public let holdsLock: Bool?
    /// The task that it worked for, and those that awaited it.
    let tasks: [RawTask]
    /// The code whose frame runs what such a task awaits, where the thread is one of an executor.
    let executor: VirtualAddress?
    /// What was needed and had not been copied as planned.
    let missed: [MemoryRegion]
    /// How many reads beyond the first were needed while the thread stood still: near 0 once its stack is known.
    public let extraReads: Int

    /// The newest chunk of the thread's stack of frames, and where the next frame would stand (since 3.11).
    struct DataStack: Hashable, Sendable {
        var chunk: VirtualAddress?
        var top: VirtualAddress?
    }

    /// Whether it may have met code that has not been read yet, and may soon be gone.
    public var mayMeetNewCode: Bool { !codes.isEmpty }

    /// Whether the thread runs any Python.
    public var isEmpty: Bool { chain.calls.isEmpty }

    /// The task of asyncio that awaits what a thread of an executor runs.
    public var submitter: VirtualAddress? { executor == nil ? nil : tasks.first?.address }
}

extension PythonRuntime {
    /// Copies the chain of a thread that stands still, for whoever captures apart from the reader of what was captured.
    ///
    /// - Parameters:
    ///   - task: The task of asyncio that the thread works for.
    ///   - native: The thread's native stack as far as it was copied in the same stop; asked for after the plan was copied.
    public func capture(
        _ thread: PythonThread, following plan: PythonCopyPlan, task: VirtualAddress? = nil,
        beside native: @autoclosure () -> NativeStack? = nil, in buffer: PythonCopyBuffer, _ memory: some MemoryReader
    ) -> PythonCapture {
        let copy = CopiedMemory(plan, in: buffer, beside: native, over: memory)
        guard copy.pointer(at: thread.state + layout.thread.interpreter) == thread.interpreter else {
            return PythonCapture(unreadable: copy.liveReads)
        }
        let chain = PythonFrameWalk(layout: layout, memory: copy).chain(from: thread.state)
        let missed = copy.missed
        let submitted = task == nil ? submission(chain, plan, copy) : nil
        let tasks = (task ?? submitted?.task).map { AwaitWalk(layout: layout, memory: copy).chain(from: $0) } ?? []
        let codes = identities(of: Self.codes(chain, tasks, besides: plan.trusted), copy)
        let texts = PythonCodeTexts(of: codes, besides: plan.known, memory)
        let chunk = layout.thread.dataStackChunk.map { thread.state + $0 }
        return PythonCapture(
            chain: chain, codes: codes, texts: texts, trusted: plan.trusted, thread: thread,
            dataStack: .init(chunk: chunk.flatMap(copy.pointer), top: chunk.flatMap { copy.pointer(at: $0 + 8) }),
            holdsLock: holdsLock(thread, copy), tasks: tasks, executor: submitted?.code, missed: missed,
            extraReads: copy.liveReads)
    }

    /// Copies what a capture will, from a thread that may run on: what that takes the next time depends on how lately it was done.
    public func rehearse(following plan: PythonCopyPlan, in buffer: PythonCopyBuffer, _ memory: some MemoryReader) {
        _ = memory.copy(plan.regions, into: buffer.room(plan.byteCount))
    }

    /// What the innermost frame of an executor runs, and the task that awaits it.
    private func submission(
        _ chain: PythonChain, _ plan: PythonCopyPlan, _ memory: CopiedMemory
    ) -> (code: VirtualAddress, task: VirtualAddress)? {
        guard let types = plan.executorTypes, !plan.executors.isEmpty else { return nil }
        for frame in chain.calls.lazy.flatMap(\.frames) {
            guard let executor = plan.executors[frame.code] else { continue }
            let walk = ExecutorWalk(layout: layout, memory: memory, types: types)
            return walk.task(awaiting: frame, executor).map { (frame.code, $0) }
        }
        return nil
    }

    private func holdsLock(_ thread: PythonThread, _ memory: CopiedMemory) -> Bool? {
        thread.lock.flatMap { InterpreterLock.isHeld(by: thread.state, at: $0, memory) }
    }

    /// The code objects that frames are of, each once.
    private static func codes(
        _ chain: PythonChain, _ tasks: [RawTask], besides trusted: Set<VirtualAddress>
    ) -> [VirtualAddress] {
        var codes: [VirtualAddress] = []
        var seen: Set<VirtualAddress> = []
        var last: VirtualAddress?
        func take(_ frame: PythonChain.RawFrame) {
            guard frame.code != last else { return }
            last = frame.code
            if !trusted.contains(frame.code), seen.insert(frame.code).inserted { codes.append(frame.code) }
        }
        for call in chain.calls { for frame in call.frames { take(frame) } }
        for task in tasks { for coroutine in task.coroutines { take(coroutine.frame) } }
        return codes
    }

    /// Which code objects stand at these addresses, while the frames keep them alive: by the time that they are read, others
    /// may stand in their places.
    private func identities(
        of addresses: [VirtualAddress], _ memory: CopiedMemory
    ) -> [VirtualAddress: PythonCode.Identity] {
        if addresses.isEmpty { return [:] }
        if let codes = memory.identities(of: addresses, layout.code) { return codes }
        // One of them is not there, or they are very many.
        let objects = PythonObjects(layout: layout, memory: memory)
        return addresses.reduce(into: [:]) { $0[$1] = PythonCode.Identity(at: $1, objects) }
    }
}

extension CopiedMemory {
    private typealias NameMark = PythonCode.Identity.NameMark

    /// What tells code objects apart, in two reads however many they are; nil where one of them cannot be read, or they are too
    /// many.
    fileprivate func identities(
        of codes: [VirtualAddress], _ layout: PythonLayout.Code
    ) -> [VirtualAddress: PythonCode.Identity]? {
        guard let blocks = copyNow(codes.map { MemoryRegion(address: $0, count: layout.size) }) else { return nil }
        return blocks.withUnsafeBytes { blocks in
            let code = { (index: Int) in
                UnsafeRawBufferPointer(rebasing: blocks[index * layout.size..<(index + 1) * layout.size])
            }
            let names = codes.indices.compactMap { code($0).pointer(layout.qualifiedName ?? layout.name) }
            guard names.count == codes.count,
                let marks = copyNow(names.map { MemoryRegion(address: $0 + NameMark.offset, count: NameMark.size) })
            else { return nil }
            return marks.withUnsafeBytes { marks in
                var identities: [VirtualAddress: PythonCode.Identity] = [:]
                for (index, address) in codes.enumerated() {
                    let place = index * NameMark.size
                    let mark = NameMark(UnsafeRawBufferPointer(rebasing: marks[place..<place + NameMark.size]))
                    identities[address] = mark.flatMap { PythonCode.Identity(code(index), $0, layout) }
                }
                return identities
            }
        }
    }
}

extension PythonCapture {
    fileprivate init(unreadable reads: Int) {
        self.init(
            chain: PythonChain(end: .unreadable), codes: [:], texts: nil, trusted: [], thread: nil,
            dataStack: DataStack(),
            holdsLock: nil, tasks: [], executor: nil,
            missed: [], extraReads: reads)
    }
}
