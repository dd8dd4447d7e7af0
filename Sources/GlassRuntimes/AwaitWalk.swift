import GlassModel

/// A task of asyncio as pointers that are not yet believed, copied while its thread stood still.
struct RawTask: Hashable, Sendable {
    let address: VirtualAddress
    let type: VirtualAddress
    let name: String?
    /// Of the object that is called when the task is done: only one kind says who awaits it.
    let callbackType: VirtualAddress?
    /// Outermost first.
    let coroutines: [Coroutine]

    struct Coroutine: Hashable, Sendable {
        let type: VirtualAddress
        let frame: PythonChain.RawFrame
        let isSuspended: Bool
    }
}

/// Follows tasks that await each other, from the innermost outwards, and reads little else.
struct AwaitWalk<Memory: MemoryReader> {
    let layout: PythonLayout
    let memory: Memory

    /// More tasks that await each other, or coroutines of one task, are not followed.
    private static var maximumAwaits: Int { 64 }

    private var objects: PythonObjects<Memory> { PythonObjects(layout: layout, memory: memory) }

    func chain(from first: VirtualAddress) -> [RawTask] {
        var chain: [RawTask] = []
        var seen: Set<VirtualAddress> = []
        var next: VirtualAddress? = first
        while let address = next, seen.insert(address).inserted, chain.count < Self.maximumAwaits,
            let (task, outer) = task(at: address, like: chain.first?.type)
        {
            chain.append(task)
            next = outer
        }
        return chain
    }

    /// A task, which must be of the type of the first one, and the task that awaits it.
    private func task(
        at address: VirtualAddress, like expected: VirtualAddress?
    ) -> (task: RawTask, outer: VirtualAddress?)? {
        guard let layout = layout.task, let block = memory.block(at: address, count: layout.size),
            let type = block.pointer(8), expected == nil || type == expected
        else { return nil }
        let callback = block.pointer(layout.callback).flatMap { awaiter(calledBackBy: $0, type: type) }
        let task = RawTask(
            address: address, type: type, name: block.pointer(layout.name).flatMap(objects.taskName(at:)),
            callbackType: callback?.type,
            coroutines: block.pointer(layout.coroutine).map(coroutines(from:)) ?? [])
        return (task, callback?.task)
    }

    /// The task that a future's first callback wakes: a C method that is bound to it, where the future is awaited alone. A
    /// `gather` has a function of its own called, which holds the future that is awaited in its place.
    private func awaiter(
        calledBackBy callback: VirtualAddress, type: VirtualAddress
    ) -> (task: VirtualAddress, type: VirtualAddress)? {
        if let direct = boundTask(callback, type: type) { return direct }
        guard let layout = layout.task, let closure = memory.pointer(at: callback + FunctionObject.closure),
            let count: Int64 = memory.integer(at: closure + TupleObject.count), (1...16).contains(count),
            let cells = memory.block(at: closure + self.layout.values.tupleItems, count: Int(count) * 8)
        else { return nil }
        for index in 0..<Int(count) {
            guard let cell = cells.pointer(8 * index), let content = memory.pointer(at: cell + CellObject.content),
                let outer = memory.pointer(at: content + layout.callback), let bound = boundTask(outer, type: type)
            else { continue }
            return bound
        }
        return nil
    }

    private func boundTask(
        _ callback: VirtualAddress, type: VirtualAddress
    ) -> (task: VirtualAddress, type: VirtualAddress)? {
        guard let block = memory.block(at: callback, count: BuiltinMethodObject.bound + 8),
            let callbackType = block.pointer(8), let bound = block.pointer(BuiltinMethodObject.bound),
            memory.pointer(at: bound + 8) == type
        else { return nil }
        return (bound, callbackType)
    }

    private func coroutines(from first: VirtualAddress) -> [RawTask.Coroutine] {
        var coroutines: [RawTask.Coroutine] = []
        var seen: Set<VirtualAddress> = []
        var next: VirtualAddress? = first
        while let address = next, seen.insert(address).inserted, coroutines.count < Self.maximumAwaits,
            let type = memory.pointer(at: address + 8), coroutines.isEmpty || type == coroutines[0].type,
            let frame = objects.generatorFrame(at: address)
        {
            coroutines.append(.init(type: type, frame: frame.raw, isSuspended: frame.isSuspended))
            next = frame.awaits
        }
        return coroutines
    }

    /// `PyCFunctionObject`: head, method, what it is bound to.
    private enum BuiltinMethodObject {
        static var bound: Int { 24 }
    }

    /// `PyFunctionObject` of 3.11 to 3.14.
    private enum FunctionObject {
        static var closure: Int { 72 }
    }

    private enum TupleObject {
        static var count: Int { 16 }
    }

    private enum CellObject {
        static var content: Int { 16 }
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
    func generatorFrame(at object: VirtualAddress) -> GeneratorFrame? {
        guard let layout = layout.generator, let state: Int8 = memory.integer(at: object + layout.frameState),
            state <= 0, let block = memory.block(at: object + layout.frame, count: self.layout.frame.size),
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
        guard case .int(let number) = integer(at: object) else { return nil }
        return "Task-\(number)"
    }
}
