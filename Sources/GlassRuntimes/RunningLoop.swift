import GlassModel

/// What the sampler and the BPF program need to find the asyncio task that a thread works for at any moment.
///
/// It is good as long as the thread's event loop runs: look again (it costs some ten reads a thread) a few times a second.
public struct RunningLoop: Hashable, Sendable {
    /// As the target's own PID namespace numbers it.
    public let thread: ThreadID
    /// The event loop: the key of the thread's entry in the dict.
    public let loop: VirtualAddress
    /// The dict of `_asyncio`, {loop: task}, which all loops of an interpreter share. A thread between two tasks has no entry.
    public let tasks: VirtualAddress
    public let layout: DictionaryLayout

    public init(thread: ThreadID, loop: VirtualAddress, tasks: VirtualAddress, layout: DictionaryLayout) {
        self.thread = thread
        self.loop = loop
        self.tasks = tasks
        self.layout = layout
    }
}

extension PythonRuntime {
    /// Whether ``runningLoops(_:)`` can find anything in this version.
    public var supportsTasks: Bool { [PythonVersion(3, 11), PythonVersion(3, 12)].contains(version.series) }

    /// The threads that run an event loop of asyncio or uvloop now, with their loops.
    public func runningLoops(_ memory: some MemoryReader) -> [RunningLoop] {
        guard supportsTasks, let dictionary = layout.dictionary else { return [] }
        let objects = PythonObjects(layout: layout, memory: memory)
        var tasks: [VirtualAddress: VirtualAddress] = [:]
        for interpreter in interpreters(memory) { tasks[interpreter] = currentTasks(of: interpreter, objects) }
        if tasks.isEmpty { return [] }
        return threads(memory).compactMap { thread in
            guard let native = thread.native, let tasks = tasks[thread.interpreter],
                let loop = runningLoop(of: thread, objects)
            else { return nil }
            return RunningLoop(thread: native, loop: loop, tasks: tasks, layout: dictionary)
        }
    }

    /// The dict of `_asyncio`, which the module also keeps among its attributes.
    private func currentTasks(
        of interpreter: VirtualAddress, _ objects: PythonObjects<some MemoryReader>
    ) -> VirtualAddress? {
        guard let modules = objects.memory.pointer(at: interpreter + layout.interpreter.modules),
            let module = objects.value("_asyncio", in: modules),
            let attributes = objects.dictionary(ofModule: module),
            let tasks = objects.value("_current_tasks", in: attributes), objects.typeName(of: tasks) == "dict"
        else { return nil }
        return tasks
    }

    /// The thread keeps it in its own dict, in a holder that says also which process it belongs to.
    private func runningLoop(
        of thread: PythonThread, _ objects: PythonObjects<some MemoryReader>
    ) -> VirtualAddress? {
        guard let dictionary = objects.memory.pointer(at: thread.state + layout.thread.dictionary),
            let holder = objects.value("__asyncio_running_event_loop__", in: dictionary),
            objects.typeName(of: holder)?.hasSuffix("_RunningLoopHolder") == true,
            let loop = objects.memory.pointer(at: holder + Self.loopOfHolder),
            objects.typeName(of: loop) != "NoneType"
        else { return nil }
        return loop
    }

    /// `PyRunningLoopHolder`: the object's head, the process's number in 32 bits, the loop.
    private static let loopOfHolder = 24
}
