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
    /// The task that awaits this one, where that alone was asked to be called back (`await task`); a `gather` or a
    /// `TaskGroup` does not say so.
    public let awaitedBy: VirtualAddress?

    public struct Coroutine: Hashable, Sendable {
        public let function: PythonFunction
        /// Where it awaits.
        public let line: Int32?
    }
}

extension PythonStackReader {
    /// More tasks that await each other, or coroutines of one task, are not followed.
    static var maximumAwaits: Int { 256 }

    /// A task of CPython 3.11 or later, or nil where there is none at that address. To be read while the thread of its
    /// loop stands still, or to be taken as what may have changed meanwhile.
    public mutating func task(at address: VirtualAddress, _ memory: some MemoryReader) -> AsyncioTask? {
        let objects = PythonObjects(layout: runtime.layout, memory: memory)
        guard let layout = runtime.layout.task, objects.typeName(of: address) == "_asyncio.Task",
            let block = memory.block(at: address, count: layout.size)
        else { return nil }
        return AsyncioTask(
            address: address,
            name: block.pointer(layout.name).flatMap(objects.taskName(at:)),
            coroutines: block.pointer(layout.coroutine).map { coroutines(from: $0, objects) } ?? [],
            awaitedBy: block.pointer(layout.callback).flatMap(objects.taskCalledBack(by:)))
    }

    /// A task and those that await it, from the innermost to the one that nobody is known to await.
    public mutating func awaitChain(from task: VirtualAddress, _ memory: some MemoryReader) -> [AsyncioTask] {
        var chain: [AsyncioTask] = []
        var seen: Set<VirtualAddress> = []
        var next: VirtualAddress? = task
        while let address = next, seen.insert(address).inserted, chain.count < Self.maximumAwaits,
            let task = self.task(at: address, memory)
        {
            chain.append(task)
            next = task.awaitedBy
        }
        return chain
    }

    private mutating func coroutines(
        from first: VirtualAddress, _ objects: PythonObjects<some MemoryReader>
    ) -> [AsyncioTask.Coroutine] {
        var coroutines: [AsyncioTask.Coroutine] = []
        var seen: Set<VirtualAddress> = []
        var next: VirtualAddress? = first
        while let address = next, seen.insert(address).inserted, coroutines.count < Self.maximumAwaits,
            let frame = objects.generatorFrame(at: address),
            let known = pythonFrame(frame.raw, objects)
        {
            coroutines.append(
                AsyncioTask.Coroutine(function: known.function, line: frame.isSuspended ? known.line : nil))
            next = frame.awaits
        }
        return coroutines
    }
}

/// The frame inside a coroutine or generator.
struct GeneratorFrame {
    let raw: PythonChain.RawFrame
    let isSuspended: Bool
    /// What it awaits: the value on top of its stack while it is suspended.
    let awaits: VirtualAddress?
}

extension PythonObjects {
    private static var kinds: Set<String> { ["coroutine", "generator", "async_generator"] }

    func generatorFrame(at object: VirtualAddress) -> GeneratorFrame? {
        guard let layout = layout.generator, let type = typeName(of: object), Self.kinds.contains(type),
            let state: Int8 = memory.integer(at: object + layout.frameState), state <= 0,
            let block = memory.block(at: object + layout.frame, count: self.layout.frame.size),
            let raw = block.bytes.withUnsafeBytes({ self.layout.frame.raw($0, at: block.address) })
        else { return nil }
        return GeneratorFrame(raw: raw, isSuspended: state < 0, awaits: state < 0 ? stackTop(block) : nil)
    }

    private func stackTop(_ frame: MemoryBlock) -> VirtualAddress? {
        guard let offset = layout.frame.stackTop, let locals = layout.frame.localsPlus,
            let count: Int32 = frame.integer(offset), count > 0, count < 1 << 16
        else { return nil }
        return memory.pointer(at: frame.address + locals + (Int(count) - 1) * 8)
    }

    /// Text, or since 3.12 the number of a task that nobody named.
    func taskName(at object: VirtualAddress) -> String? {
        guard typeName(of: object) == "int" else { return text(at: object) }
        guard let number = memory.block(at: object, count: 28), let tag: UInt64 = number.integer(16), tag >> 3 == 1,
            let digit: UInt32 = number.integer(24)
        else { return nil }
        return "Task-\(digit)"
    }

    /// The task whose wake-up a future's first callback is: a bound C method of that task.
    func taskCalledBack(by callback: VirtualAddress) -> VirtualAddress? {
        guard typeName(of: callback) == "builtin_function_or_method", let bound = memory.pointer(at: callback + 24),
            typeName(of: bound) == "_asyncio.Task"
        else { return nil }
        return bound
    }
}
