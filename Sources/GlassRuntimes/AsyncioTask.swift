import GlassModel

/// An asyncio task, and where it waits.
public struct AsyncioTask: Hashable, Sendable {
    /// The address of the task object, which is its `id()`.
    public let address: VirtualAddress
    /// As the program or asyncio named it: `Task-7`.
    public let name: String?
    /// The coroutines of a suspended task, outermost first, each awaiting the next. Of a task that runs now only the first
    /// is given, without a line: the thread's own stack tells the rest.
    public let coroutines: [Coroutine]

    public struct Coroutine: Hashable, Sendable {
        public let function: PythonFunction
        /// Where it awaits.
        public let line: Int32?
    }
}

extension PythonStackReader {
    /// A task of CPython 3.11 to 3.14 and those that await it, from the innermost to the one that nobody is known to await.
    /// Who awaits is known of `await task`, of `gather` and its kin, and of `TaskGroup`. To be read while the thread of the
    /// loop stands still, or to be taken as what may have changed meanwhile.
    public mutating func awaitChain(from task: VirtualAddress, _ memory: some MemoryReader) -> [AsyncioTask] {
        let memory = TargetMemory(memory)
        return tasks(AwaitWalk(layout: runtime.layout, memory: memory).chain(from: task), nil, memory)
    }

    /// The task that a captured thread worked for, and those that awaited it at that moment.
    public mutating func awaitChain(of capture: PythonCapture, _ memory: some MemoryReader) -> [AsyncioTask] {
        capture.tasks.isEmpty ? [] : tasks(capture.tasks, capture, TargetMemory(memory))
    }

    /// Those of the tasks that are what they were read as.
    private mutating func tasks(
        _ raw: [RawTask], _ capture: PythonCapture?, _ memory: some MemoryReader
    ) -> [AsyncioTask] {
        let objects = PythonObjects(layout: runtime.layout, memory: memory)
        var tasks: [AsyncioTask] = []
        for task in raw {
            guard typeName(of: task.type, objects) == "_asyncio.Task" else { break }
            tasks.append(
                AsyncioTask(
                    address: task.address, name: task.name, coroutines: coroutines(of: task, capture, objects)))
            // Since 3.14 a task itself says who awaits it.
            if runtime.layout.task?.awaiters != nil { continue }
            guard let callback = task.callbackType, let kind = typeName(of: callback, objects),
                Self.callbackTypes.contains(kind)
            else { break }
        }
        return tasks
    }

    private mutating func coroutines(
        of task: RawTask, _ capture: PythonCapture?, _ objects: PythonObjects<some MemoryReader>
    ) -> [AsyncioTask.Coroutine] {
        var coroutines: [AsyncioTask.Coroutine] = []
        for coroutine in task.coroutines {
            guard let type = typeName(of: coroutine.type, objects), Self.coroutineTypes.contains(type),
                let frame = pythonFrame(coroutine.frame, capture, objects)
            else { break }
            coroutines.append(.init(function: frame.function, line: coroutine.isSuspended ? frame.line : nil))
        }
        return coroutines
    }

    /// What wakes a task, and what a task group is told by.
    private static var callbackTypes: Set<String> { ["builtin_function_or_method", "method"] }

    private static var coroutineTypes: Set<String> { ["coroutine", "generator", "async_generator"] }
}
