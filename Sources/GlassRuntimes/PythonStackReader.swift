import GlassModel

/// Reads the Python stacks of one process, in two steps: the chain of frames while the thread stands still, and what
/// its pointers mean after it goes on.
public struct PythonStackReader {
    public let runtime: PythonRuntime
    /// How many chains ended in each way; all but `root` are losses.
    public private(set) var ends: [PythonStackEnd: Int] = [:]
    private var cache = PythonCodeCache()
    private var plans: [VirtualAddress: PythonCopyPlan] = [:]

    public init(_ runtime: PythonRuntime) { self.runtime = runtime }

    /// Code objects that were known, that were read, and that another had taken the place of.
    public var codeCounts: (hits: Int, misses: Int, replaced: Int) { (cache.hits, cache.misses, cache.replaced) }

    /// To be called before chains of tasks are read: what is known of their code objects is checked again, once a round.
    public mutating func beginRound() { cache.beginRound() }

    /// Forgets threads that have ended.
    public mutating func keep(_ threads: Set<VirtualAddress>) {
        plans = plans.filter { threads.contains($0.key) }
    }

    /// Copies the chain of a thread that stands still; the only step that needs it to. What ``stack(_:_:)`` learnt of the
    /// thread before is copied at once.
    ///
    /// - Parameter copied: What the caller copied already in the same stop: the native stack.
    public mutating func capture(
        _ thread: PythonThread, copied: [MemoryBlock] = [], _ memory: some MemoryReader
    ) -> PythonCapture {
        runtime.capture(thread, following: plan(for: thread), copied: copied, memory)
    }

    /// What was learnt of a thread, for ``PythonRuntime/capture(_:following:copied:beside:_:)``.
    public func plan(for thread: PythonThread) -> PythonCopyPlan { plans[thread.state] ?? PythonCopyPlan() }

    /// What a capture means. The thread may have gone on since: a code object that died meanwhile ends the stack there.
    public mutating func stack(_ capture: PythonCapture, _ memory: some MemoryReader) -> PythonStack {
        learn(capture, memory)
        let objects = PythonObjects(layout: runtime.layout, memory: memory)
        var calls: [PythonCall] = []
        var end = capture.chain.end
        for call in capture.chain.calls {
            let (frames, isWhole) = frames(of: call, capture.codes, objects)
            if !frames.isEmpty { calls.append(PythonCall(frames: frames, stackAddress: call.stackAddress)) }
            if !isWhole {
                end = .garbage
                break
            }
        }
        ends[end, default: 0] += 1
        return PythonStack(calls: calls, end: end)
    }

    private mutating func learn(_ capture: PythonCapture, _ memory: some MemoryReader) {
        guard let state = capture.state else { return }
        plans[state.address, default: PythonCopyPlan()].learn(capture, state, runtime.layout, memory)
    }

    /// The frames up to the first that has no code object.
    private mutating func frames(
        of call: PythonChain.Call, _ codes: [VirtualAddress: PythonCode.Identity],
        _ objects: PythonObjects<some MemoryReader>
    ) -> (frames: [PythonFrame], isWhole: Bool) {
        var frames: [PythonFrame] = []
        for raw in call.frames {
            guard let identity = codes[raw.code],
                let code = cache.code(at: raw.code, identity, globals: raw.globals, objects)
            else { return (frames, false) }
            if !code.identity.isInternal { frames.append(frame(raw, code)) }
        }
        return (frames, true)
    }

    mutating func pythonFrame(
        _ raw: PythonChain.RawFrame, _ objects: PythonObjects<some MemoryReader>
    ) -> PythonFrame? {
        cache.code(at: raw.code, globals: raw.globals, objects).map { frame(raw, $0) }
    }

    private func frame(_ raw: PythonChain.RawFrame, _ code: PythonCode) -> PythonFrame {
        PythonFrame(function: code.function, line: code.line(of: raw.instruction, runtime.layout.frame.instruction))
    }
}

/// The frames of a thread as pointers, copied at one moment.
public struct PythonCapture: Sendable {
    let chain: PythonChain
    /// The code objects of its frames; those are missing that cannot be read.
    let codes: [VirtualAddress: PythonCode.Identity]
    /// The thread's state, which was copied first; none where it was no longer that thread's.
    let state: MemoryBlock?
    /// What had to be read beyond what was copied first.
    let extra: [MemoryRegion]

    /// How many reads beyond the first were needed while the thread stood still: near 0 once its stack is known.
    public var extraReads: Int { extra.count }

    /// Whether the thread runs any Python.
    public var isEmpty: Bool { chain.calls.isEmpty }
}

extension PythonRuntime {
    /// Copies the chain of a thread that stands still, for whoever captures apart from the reader of what was captured.
    ///
    /// - Parameter native: The thread's native stack as far as it was copied in the same stop, at this address.
    public func capture(
        _ thread: PythonThread, following plan: PythonCopyPlan, copied: [MemoryBlock] = [],
        beside native: (address: VirtualAddress, bytes: UnsafeRawBufferPointer)? = nil, _ memory: some MemoryReader
    ) -> PythonCapture {
        let copy = CopiedMemory(copied + plan.blocks(of: thread, layout, memory), native, over: memory)
        guard let state = copy.block(at: thread.state, count: layout.thread.size),
            state.pointer(layout.thread.interpreter) == thread.interpreter
        else { return PythonCapture(chain: PythonChain(end: .unreadable), codes: [:], state: nil, extra: copy.extra) }
        let chain = PythonFrameWalk(layout: layout, memory: copy).chain(from: state)
        let codes = identities(of: chain, copy)
        return PythonCapture(chain: chain, codes: codes, state: state, extra: copy.extra)
    }

    /// Which code objects a thread's frames are of, while the frames keep them alive: by the time that they are read,
    /// others may stand in their places.
    private func identities(
        of chain: PythonChain, _ memory: some MemoryReader
    ) -> [VirtualAddress: PythonCode.Identity] {
        let objects = PythonObjects(layout: layout, memory: memory)
        var codes: [VirtualAddress: PythonCode.Identity] = [:]
        var last: VirtualAddress?
        for call in chain.calls {
            for frame in call.frames where frame.code != last {
                last = frame.code
                if codes[frame.code] == nil { codes[frame.code] = PythonCode.Identity(at: frame.code, objects) }
            }
        }
        return codes
    }
}
