import GlassModel

/// What the sampler and the BPF program need to find the asyncio task that a thread works for at any moment.
///
/// It is good as long as the thread's event loop runs: look again (it costs some ten reads a thread) a few times a second.
public struct RunningLoop: Hashable, Sendable {
    /// As the target's own PID namespace numbers it.
    public let thread: ThreadID
    /// The event loop: the key of the thread's entry in the dict.
    public let loop: VirtualAddress
    public let task: TaskPlace

    /// Where the task that the loop runs is said.
    public enum TaskPlace: Hashable, Sendable {
        /// In the dict of `_asyncio`, {loop: task}, which all loops of an interpreter share, up to 3.13. A thread between two
        /// tasks has no entry.
        case dictionary(VirtualAddress, DictionaryLayout)
        /// In a pointer of the thread's own, which is null between two tasks, since 3.14.
        case pointer(VirtualAddress)
    }

    public init(thread: ThreadID, loop: VirtualAddress, task: TaskPlace) {
        self.thread = thread
        self.loop = loop
        self.task = task
    }
}

extension PythonRuntime {
    /// Whether ``runningLoops(_:)`` can find anything in this version.
    public var supportsTasks: Bool { layout.thread.runningLoop != nil || version.series >= Self.publishedTasks }

    /// The threads that run an event loop of asyncio or uvloop now, with their loops.
    public func runningLoops(_ memory: some MemoryReader) -> [RunningLoop] {
        guard layout.thread.runningLoop != nil else { return [] }
        let objects = PythonObjects(layout: layout, memory: memory)
        // Most programs run none, which takes less to see than to find where tasks are kept.
        let running = threads(memory).compactMap { thread in
            runningLoop(of: thread, objects).map { (thread: thread, loop: $0) }
        }
        var tasks: [VirtualAddress: VirtualAddress] = [:]
        if layout.thread.runningTask == nil {
            for interpreter in Set(running.lazy.map(\.thread.interpreter)) {
                tasks[interpreter] = currentTasks(of: interpreter, objects)
            }
        }
        return running.compactMap { thread, loop in
            guard let native = thread.native, let place = taskPlace(of: thread, tasks[thread.interpreter]) else {
                return nil
            }
            return RunningLoop(thread: native, loop: loop, task: place)
        }
    }

    private func taskPlace(of thread: PythonThread, _ tasks: VirtualAddress?) -> RunningLoop.TaskPlace? {
        if let offset = layout.thread.runningTask { return .pointer(thread.state + offset) }
        guard let dictionary = layout.dictionary, let tasks else { return nil }
        return .dictionary(tasks, dictionary)
    }

    /// The dict of `_asyncio`, which the module also keeps among its attributes.
    private func currentTasks(
        of interpreter: VirtualAddress, _ objects: PythonObjects<some MemoryReader>
    ) -> VirtualAddress? {
        guard let module = asyncioModule(of: interpreter, objects),
            let attributes = objects.dictionary(ofModule: module),
            let tasks = objects.value("_current_tasks", in: attributes), objects.typeName(of: tasks) == "dict"
        else { return nil }
        return tasks
    }

    func asyncioModule(
        of interpreter: VirtualAddress, _ objects: PythonObjects<some MemoryReader>
    ) -> VirtualAddress? {
        objects.memory.pointer(at: interpreter + layout.interpreter.modules)
            .flatMap { objects.value("_asyncio", in: $0) }
    }

    private func runningLoop(
        of thread: PythonThread, _ objects: PythonObjects<some MemoryReader>
    ) -> VirtualAddress? {
        let loop: VirtualAddress?
        switch layout.thread.runningLoop {
        case .inDictionary(let offset): loop = runningLoop(inDictionaryAt: thread.state + offset, objects)
        case .afterThread(let offset): loop = objects.memory.pointer(at: thread.state + offset)
        case nil: loop = nil
        }
        return loop.flatMap { loop in
            guard let type = objects.typeName(of: loop), type != "NoneType" else { return nil }
            return loop
        }
    }

    /// 3.11 keeps it in a holder that says also which process it belongs to, 3.12 as it is.
    private func runningLoop(
        inDictionaryAt address: VirtualAddress, _ objects: PythonObjects<some MemoryReader>
    ) -> VirtualAddress? {
        guard let dictionary = objects.memory.pointer(at: address),
            let value = objects.value("__asyncio_running_event_loop__", in: dictionary),
            let type = objects.typeName(of: value)
        else { return nil }
        guard type.hasSuffix("_RunningLoopHolder") else { return value }
        return objects.memory.pointer(at: value + Self.loopOfHolder)
    }

    /// `PyRunningLoopHolder`: the object's head, the loop, the process's number.
    private static let loopOfHolder = 16
}
