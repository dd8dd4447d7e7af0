import GlassModel

/// Finds the task that awaits what a thread of an executor runs. The thread's own frame keeps alive what is passed on the way,
/// while the thread stands still.
struct ExecutorWalk<Memory: MemoryReader> {
    let layout: PythonLayout
    let memory: Memory
    let types: ExecutorTypes

    /// An instance has its attributes in the order in which its `__init__` made them.
    private static var maximumAttributes: Int { 8 }

    private var objects: PythonObjects<Memory> { PythonObjects(layout: layout, memory: memory) }

    func task(awaiting frame: PythonChain.RawFrame, _ executor: ExecutorFrame) -> VirtualAddress? {
        guard let locals = layout.frame.localsPlus,
            // Since 3.14 the lowest bits say who counts the reference.
            let word: UInt64 = memory.integer(at: frame.address + (locals + 8 * executor.slot)),
            let object = VirtualAddress(pointer: word & ~3)
        else { return nil }
        switch executor.kind {
        case .future: return task(awaitingFuture: object)
        case .workItem: return task(awaitingWorkItem: object)
        }
    }

    /// `asyncio.wrap_future` has a function called when the executor's future is done, which holds the one that is awaited.
    private func task(awaitingWorkItem item: VirtualAddress) -> VirtualAddress? {
        guard let future = attributes(of: item).first(where: { isOf(types.future, $0) }) else { return nil }
        for list in attributes(of: future) where isOf(types.list, list) {
            for callback in objects.items(ofList: list, upTo: 4) ?? [] {
                for content in objects.contents(ofClosure: callback) {
                    if let task = task(awaitingFuture: content) { return task }
                }
            }
        }
        return nil
    }

    private func task(awaitingFuture future: VirtualAddress) -> VirtualAddress? {
        let walk = AwaitWalk(layout: layout, memory: memory)
        return layout.task.flatMap { memory.block(at: future, count: AwaitWalk<Memory>.futureSize($0)) }
            .flatMap { walk.awaiter(ofFuture: $0, type: types.task)?.task }
    }

    private func attributes(of instance: VirtualAddress) -> ArraySlice<VirtualAddress> {
        objects.attributeValues(of: instance).prefix(Self.maximumAttributes)
    }

    private func isOf(_ type: VirtualAddress, _ object: VirtualAddress) -> Bool {
        memory.pointer(at: object + 8) == type
    }
}

/// The types that are met on the way from an executor's frame to a task, found before: to ask each object for its type's
/// name would cost reads while a thread stands still.
struct ExecutorTypes: Hashable, Sendable {
    let task: VirtualAddress
    let future: VirtualAddress
    let list: VirtualAddress
}

extension PythonRuntime {
    /// Nothing where the program has loaded no asyncio, or not yet.
    func executorTypes(of interpreter: VirtualAddress, _ memory: some MemoryReader) -> ExecutorTypes? {
        let objects = PythonObjects(layout: layout, memory: memory)
        let type = { (module: String, name: String) in
            memory.pointer(at: interpreter + layout.interpreter.modules)
                .flatMap { objects.value(module, in: $0) }.flatMap(objects.dictionary(ofModule:))
                .flatMap { objects.value(name, in: $0) }
        }
        guard layout.task != nil, let task = type("_asyncio", "Task"), let list = type("builtins", "list"),
            let future = type("concurrent.futures._base", "Future")
        else { return nil }
        return ExecutorTypes(task: task, future: future, list: list)
    }
}
