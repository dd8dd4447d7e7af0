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
        let (outer, callbackType) = awaiter(of: block, layout, type: type)
        let task = RawTask(
            address: address, type: type, name: block.pointer(layout.name).flatMap(objects.taskName(at:)),
            callbackType: callbackType,
            coroutines: block.pointer(layout.coroutine).map(coroutines(from:)) ?? [])
        return (task, outer)
    }

    /// Since 3.14 a task says it; before, the callbacks of its future have to tell.
    private func awaiter(
        of task: MemoryBlock, _ layout: PythonLayout.Task, type: VirtualAddress
    ) -> (task: VirtualAddress?, callbackType: VirtualAddress?) {
        if let awaiters = layout.awaiters { return (statedAwaiter(of: task, awaiters, type: type), nil) }
        return awaiter(ofFuture: task, type: type).map { ($0, $1) } ?? (nil, nil)
    }

    /// The task of this type that is woken when a future is done, and the type of what is called for that.
    func awaiter(
        ofFuture future: MemoryBlock, type: VirtualAddress
    ) -> (task: VirtualAddress, callbackType: VirtualAddress)? {
        guard let layout = layout.task else { return nil }
        for callback in callbacks(of: future, layout) {
            if let found = awaiter(calledBackBy: callback, layout, type: type) { return found }
        }
        return nil
    }

    /// Of several that await it, the one that stands first in their set.
    private func statedAwaiter(
        of task: MemoryBlock, _ awaiters: PythonLayout.Awaiters, type: VirtualAddress
    ) -> VirtualAddress? {
        guard let awaiter = task.pointer(awaiters.pointer) else { return nil }
        guard task.integer(awaiters.isSet, as: UInt8.self) != 0 else { return isTask(awaiter, type) ? awaiter : nil }
        return objects.elements(ofSet: awaiter, upTo: 8)?.elements.first { isTask($0, type) }
    }

    private func isTask(_ object: VirtualAddress, _ type: VirtualAddress) -> Bool {
        memory.pointer(at: object + 8) == type
    }

    /// The first one has a place of its own; behind its context a list follows, of pairs of a callback and its context.
    private func callbacks(of future: MemoryBlock, _ layout: PythonLayout.Task) -> [VirtualAddress] {
        let first = future.pointer(layout.callback).map { [$0] } ?? []
        guard let list = future.pointer(layout.callback + 16), let pairs = objects.elements(ofList: list, upTo: 4)
        else { return first }
        return first + pairs.compactMap { memory.pointer(at: $0 + self.layout.values.tupleItems) }
    }

    /// How much of a future says who awaits it.
    static func futureSize(_ layout: PythonLayout.Task) -> Int { layout.callback + 24 }

    /// The task that a callback of a future wakes: a C method that is bound to it, where the future is awaited alone. A
    /// `gather` and a `shield` have a function of their own called, which holds the future that is awaited in its place.
    private func awaiter(
        calledBackBy callback: VirtualAddress, _ layout: PythonLayout.Task, type: VirtualAddress
    ) -> (task: VirtualAddress, callbackType: VirtualAddress)? {
        if let direct = boundTask(callback, type: type) { return direct }
        if let group = groupTask(callback, type: type) { return group }
        for content in objects.contents(ofClosure: callback) {
            guard let outer = memory.block(at: content, count: Self.futureSize(layout)) else { continue }
            for callback in callbacks(of: outer, layout) {
                if let bound = boundTask(callback, type: type) { return bound }
            }
        }
        return nil
    }

    /// The task that a `TaskGroup` belongs to, whose method is called when one of its tasks is done: the only task among its
    /// attributes.
    private func groupTask(
        _ callback: VirtualAddress, type: VirtualAddress
    ) -> (task: VirtualAddress, callbackType: VirtualAddress)? {
        guard let method = memory.block(at: callback, count: MethodObject.size), let methodType = method.pointer(8),
            let function = method.pointer(MethodObject.function), let group = method.pointer(MethodObject.instance),
            let name = memory.pointer(at: function + FunctionObject.qualifiedName),
            objects.text(at: name) == "TaskGroup._on_task_done",
            let owner = objects.attributeValues(of: group).first(where: { isTask($0, type) })
        else { return nil }
        return (owner, methodType)
    }

    private func boundTask(
        _ callback: VirtualAddress, type: VirtualAddress
    ) -> (task: VirtualAddress, callbackType: VirtualAddress)? {
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

    /// `PyMethodObject`.
    private enum MethodObject {
        static var function: Int { 16 }
        static var instance: Int { 24 }
        static var size: Int { 32 }
    }
}

/// `PyFunctionObject` of 3.11 to 3.14.
private enum FunctionObject {
    static var qualifiedName: Int { 40 }
    static var closure: Int { 72 }
}

/// The frame inside a coroutine or generator.
struct GeneratorFrame {
    let raw: PythonChain.RawFrame
    let isSuspended: Bool
    /// What it awaits: the value on top of its stack while it is suspended.
    let awaits: VirtualAddress?
}

extension PythonObjects {
    /// What the variables hold that a function found around itself.
    func contents(ofClosure function: VirtualAddress) -> [VirtualAddress] {
        guard let closure = memory.pointer(at: function + FunctionObject.closure) else { return [] }
        return (elements(ofTuple: closure, upTo: 16) ?? []).compactMap { memory.pointer(at: $0 + Self.cellContent) }
    }

    /// In a `cell`.
    private static var cellContent: Int { 16 }

    func generatorFrame(at object: VirtualAddress) -> GeneratorFrame? {
        guard let layout = layout.generator, let state: Int8 = memory.integer(at: object + layout.frameState),
            state <= 0, let block = memory.block(at: object + layout.frame, count: self.layout.frame.size),
            let raw = block.bytes.withUnsafeBytes({ self.layout.frame.raw($0, at: block.address) })
        else { return nil }
        return GeneratorFrame(raw: raw, isSuspended: state < 0, awaits: state < 0 ? stackTop(block) : nil)
    }

    private func stackTop(_ frame: MemoryBlock) -> VirtualAddress? {
        if let offset = layout.frame.stackPointer {
            guard let end: UInt64 = frame.integer(offset), end > frame.address.rawValue,
                let word: UInt64 = memory.integer(at: VirtualAddress(end - 8))
            else { return nil }
            return VirtualAddress(pointer: word & ~3)
        }
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
