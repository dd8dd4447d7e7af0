import GlassModel

/// Reads the Python stacks of one process, in two steps: the chain of frames while the thread stands still, and what
/// its pointers mean after it goes on.
public struct PythonStackReader {
    public let runtime: PythonRuntime
    /// How many chains ended in each way; all but `root` are losses.
    public private(set) var ends: [PythonStackEnd: Int] = [:]
    /// Frames whose code was gone before it had been named, since this was last taken.
    private var goneCount = 0
    private var cache = PythonCodeCache()
    private var plans: [VirtualAddress: Learning] = [:]
    private var typeNames: [VirtualAddress: String] = [:]
    private var executorTypes: ExecutorTypes?
    private let buffer = PythonCopyBuffer()

    private struct Learning {
        var plan: PythonCopyPlan
        /// Captures since it learnt last; of one that never did, more than any.
        var age = maximumAge
        var isNew = false

        /// - Returns: The age after one more capture.
        mutating func grow() -> Int {
            age += 1
            return age
        }
    }

    /// A plan that sufficed is made anew after so many captures, so that it can become smaller.
    private static let maximumAge = 64

    public init(_ runtime: PythonRuntime) { self.runtime = runtime }

    /// Code objects that were known, that were read, and that another had taken the place of.
    public var codeCounts: (hits: Int, misses: Int, replaced: Int) { (cache.hits, cache.misses, cache.replaced) }

    /// To be called when what was captured before is about to be read: what is known of code objects is compared again,
    /// once a round.
    public mutating func beginRound() {
        cache.beginRound()
        typeNames.removeAll(keepingCapacity: true)
    }

    /// Forgets threads that have ended.
    public mutating func keep(_ threads: Set<VirtualAddress>) {
        plans = plans.filter { threads.contains($0.key) }
    }

    /// Copies the chain of a thread that stands still; the only step that needs it to. What ``stack(_:_:)`` learnt of the
    /// thread before is copied at once.
    public mutating func capture(
        _ thread: PythonThread, beside native: NativeStack? = nil, _ memory: some MemoryReader
    ) -> PythonCapture {
        runtime.capture(thread, following: plan(for: thread), beside: native, in: buffer, memory)
    }

    /// What was learnt of a thread, for ``PythonRuntime/capture(_:following:task:beside:in:_:)``.
    public func plan(for thread: PythonThread) -> PythonCopyPlan {
        plans[thread.state]?.plan ?? PythonCopyPlan(thread, runtime)
    }

    /// The plan for a thread, where it has changed since it was taken last.
    public mutating func takeNewPlan(for thread: PythonThread) -> PythonCopyPlan? {
        guard let learning = plans[thread.state], learning.isNew else { return nil }
        plans[thread.state]?.isNew = false
        return learning.plan
    }

    /// What a capture means. The thread may have gone on since: a code object that died meanwhile ends the stack there.
    public mutating func stack(_ capture: PythonCapture, _ memory: some MemoryReader) -> PythonStack {
        let memory = TargetMemory(memory)
        let objects = PythonObjects(layout: runtime.layout, memory: memory)
        var calls: [PythonCall] = []
        var end = capture.chain.end
        for call in capture.chain.calls {
            let (frames, isWhole) = frames(of: call, capture, objects)
            if !frames.isEmpty { calls.append(PythonCall(frames: frames, stackAddress: call.stackAddress)) }
            if !isWhole {
                end = .garbage
                break
            }
        }
        if end == capture.chain.end { cache.noteSightings(of: capture.codes.keys) }
        learn(capture, isWrong: end != capture.chain.end, memory)
        ends[end, default: 0] += 1
        return PythonStack(calls: calls, end: end)
    }

    private mutating func learn(_ capture: PythonCapture, isWrong: Bool, _ memory: some MemoryReader) {
        guard let thread = capture.thread else { return }
        let isNews =
            isWrong || capture.texts != nil || !capture.missed.isEmpty
            || capture.codes.keys.contains(where: cache.isTrusted)
        let age = plans[thread.state, default: Learning(plan: PythonCopyPlan(thread, runtime))].grow()
        guard isNews || age > Self.maximumAge else { return }
        var plan = plan(for: thread)
        let trusted = capture.trusted.union(capture.codes.keys).filter(cache.isTrusted)
        plan.learn(capture, trusting: trusted, runtime.layout, memory)
        plan.learn(known: cache.known(of: capture.codes))
        learnExecutors(capture, thread, &plan, memory)
        plans[thread.state] = Learning(plan: plan, age: 0, isNew: true)
    }

    private mutating func learnExecutors(
        _ capture: PythonCapture, _ thread: PythonThread, _ plan: inout PythonCopyPlan, _ memory: some MemoryReader
    ) {
        let executors = cache.executors(among: capture.chain.calls.lazy.flatMap(\.frames).map(\.code))
        guard !executors.isEmpty else { return }
        executorTypes = executorTypes ?? runtime.executorTypes(of: thread.interpreter, memory)
        plan.learn(executors: executors, executorTypes)
    }

    /// The function in which the thread of an executor ran what a task awaits.
    public func executorFunction(of capture: PythonCapture) -> PythonFunction? {
        capture.executor.flatMap { cache.executor(at: $0) }
    }

    /// How many frames were met since this was last asked whose code was gone before it had been named: they stand in the stacks
    /// as ``PythonFunction/gone``.
    public mutating func takeGoneCount() -> Int {
        defer { goneCount = 0 }
        return goneCount
    }

    /// The frames up to the first that has no code object.
    private mutating func frames(
        of call: PythonChain.Call, _ capture: PythonCapture, _ objects: PythonObjects<some MemoryReader>
    ) -> (frames: [PythonFrame], isWhole: Bool) {
        var frames: [PythonFrame] = []
        for raw in call.frames {
            guard let code = code(of: raw, capture, objects) else {
                guard wasCode(raw.code, capture, objects) else { return (frames, false) }
                goneCount += 1
                frames.append(PythonFrame(function: .gone, line: nil))
                continue
            }
            if !code.identity.isInternal { frames.append(frame(raw, code)) }
        }
        return (frames, true)
    }

    /// Whether there was a code object while the thread stood still.
    private mutating func wasCode(
        _ address: VirtualAddress, _ capture: PythonCapture, _ objects: PythonObjects<some MemoryReader>
    ) -> Bool {
        capture.codes[address].map { typeName(of: $0.type, objects) == "code" } ?? false
    }

    private mutating func code(
        of frame: PythonChain.RawFrame, _ capture: PythonCapture, _ objects: PythonObjects<some MemoryReader>
    ) -> PythonCode? {
        guard let identity = capture.codes[frame.code] else {
            return capture.trusted.contains(frame.code) ? cache.unchangedCode(at: frame.code, objects) : nil
        }
        return cache.code(
            at: frame.code, identity, copied: capture.texts, globals: frame.globals, objects)
    }

    /// A frame of a capture, or of memory that is read now.
    mutating func pythonFrame(
        _ raw: PythonChain.RawFrame, _ capture: PythonCapture?, _ objects: PythonObjects<some MemoryReader>
    ) -> PythonFrame? {
        let code =
            if let capture { code(of: raw, capture, objects) } else {
                cache.code(at: raw.code, globals: raw.globals, objects)
            }
        return code.map { frame(raw, $0) }
    }

    /// What a type calls itself; types live long, and are asked once a round.
    mutating func typeName(of type: VirtualAddress, _ objects: PythonObjects<some MemoryReader>) -> String? {
        if let known = typeNames[type] { return known }
        let name = objects.typeName(ofType: type)
        typeNames[type] = name
        return name
    }

    private func frame(_ raw: PythonChain.RawFrame, _ code: PythonCode) -> PythonFrame {
        PythonFrame(function: code.function, line: code.line(of: raw.instruction, runtime.layout.frame.instruction))
    }
}
