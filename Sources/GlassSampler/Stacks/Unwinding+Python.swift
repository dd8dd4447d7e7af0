import GlassModel
import GlassRuntimes
import GlassUnwind

extension Unwinding {
    /// Native frames with the Python calls among them.
    private struct Merged {
        let captured: CapturedStack
        let stack: MergedStack
        let modules: [LoadedModule?]
        /// The file of the interpreter.
        let interpreter: String
        let waitsForLock: Bool

        func isInterpreter(_ index: Int) -> Bool { modules[index]?.path == interpreter }
    }

    /// Places the frames of a stack with Python's among them; false where there are none, or they do not fit: the native
    /// stack is to be shown whole then.
    func placePython(
        _ stack: CapturedStack, _ result: UnwindResult, _ map: ModuleMap, waitsForLock: Bool
    ) -> Bool {
        let read = pythons.stack(of: stack)
        countLosses()
        guard let read, let subject = stack.python?.probe.subject else { return false }
        guard read.end == .root else {
            ledger.add(.pythonFrames, read.end.rawValue, 1)
            return false
        }
        guard !read.calls.isEmpty, frames.count == stackPointers.count else { return false }
        let modules = frames.map { map.lookup($0.lookup) }
        do throws(MergedStack.Mismatch) {
            let merged = try merge(read.calls, modules, subject, end: result.end)
            let tasks = pythons.awaitChain(of: stack, read)
            let shown = Merged(
                captured: stack, stack: merged, modules: modules, interpreter: subject.runtime.path,
                waitsForLock: waitsForLock)
            place(shown, tasks, map)
            pythonOptions.locals?.note(stack.locals, of: stack.thread)
            return true
        } catch {
            ledger.add(.pythonFrames, error.rawValue, 1)
            return false
        }
    }

    private func countLosses() {
        if pythons.goneFrames > 0 {
            ledger.add(.pythonFrames, "code gone before it was named", pythons.goneFrames)
        }
        if pythons.strays > 0 {
            ledger.add(.pythonFrames, "frames of a sub-interpreter that another thread runs", pythons.strays)
        }
        if pythons.mixed > 0 {
            ledger.add(.pythonFrames, "frames of several interpreters in one thread before 3.11", pythons.mixed)
        }
        (pythons.strays, pythons.mixed, pythons.goneFrames) = (0, 0, 0)
    }

    private func merge(
        _ calls: [PythonCall], _ modules: [LoadedModule?], _ subject: PythonSubject, end: UnwindEnd
    ) throws(MergedStack.Mismatch) -> MergedStack {
        if calls.contains(where: { $0.stackAddress == nil }) {
            return try MergedStack(calls, frameCount: frames.count, end: end) { index in
                subject.evaluationLoop.contains { $0.contains(frames[index].lookup) }
            }
        }
        return try MergedStack(calls, stackPointers: stackPointers, isWhole: end == .root) { index in
            modules[index]?.path == subject.runtime.path
        }
    }

    /// From the outermost frame inwards.
    private func place(_ merged: Merged, _ tasks: AwaitChain?, _ map: ModuleMap) {
        for call in merged.stack.beyond.reversed() { place(call, tasks) }
        for index in shownFrames(of: merged).reversed() {
            let call = merged.stack.calls[index]
            if call == nil || pythonOptions.nativeFrames == .all { placeNative(index, merged, map) }
            if let call { place(call, tasks) }
        }
    }

    private func placeNative(_ index: Int, _ merged: Merged, _ map: ModuleMap) {
        switch pythonOptions.nativeFrames {
        case .off: return
        case .on:
            guard let module = merged.modules[index], merged.isInterpreter(index) || Self.isGlue(module) else {
                fallthrough
            }
            let address = module.moduleAddress(of: frames[index].lookup)
            places.append(.interpreter(module: module.id, address: address))
        case .all: place(frames[index], of: merged.captured, map)
        }
    }

    /// Without what only starts the program or the thread, and without how the interpreter waits for its lock.
    private func shownFrames(of merged: Merged) -> Range<Int> {
        if pythonOptions.nativeFrames == .all { return 0..<frames.count }
        var end = frames.count
        if merged.stack.beyond.isEmpty, let outermost = merged.stack.calls.lastIndex(where: { $0 != nil }),
            merged.modules[(outermost + 1)...].allSatisfy({ startCode.contains($0, interpreter: merged.interpreter) })
        {
            end = outermost + 1
        }
        let start = merged.waitsForLock ? (0..<end).first(where: merged.isInterpreter) ?? 0 : 0
        return start..<end
    }

    /// What is run for a task has the tasks that await it outside of itself.
    private func place(_ call: PythonCall, _ tasks: AwaitChain?) {
        guard let tasks, tasks.call == call else { return place(call.frames[...]) }
        place(call.frames.dropFirst(tasks.innerFrames))
        for task in tasks.outer {
            placeTask(task)
            for coroutine in task.coroutines { place(coroutine.function, coroutine.line) }
        }
        if let running = tasks.running { placeTask(running) }
        place(call.frames.prefix(tasks.innerFrames))
    }

    private func place(_ frames: ArraySlice<PythonFrame>) {
        for frame in frames.reversed() { place(frame.function, frame.line) }
    }

    private func place(_ function: PythonFunction, _ line: Int32?) {
        places.append(.python(function: pythonFunctions.number(of: function, in: registry), line: line))
    }

    private func placeTask(_ task: AsyncioTask) {
        places.append(.python(function: pythonFunctions.number(ofTask: task.name, in: registry), line: nil))
    }

    /// The C part of asyncio passes on what its tasks run.
    private static func isGlue(_ module: LoadedModule) -> Bool { module.path.contains("/_asyncio.") }
}

/// The code outside of all Python that only starts the program or the thread: the interpreter, its program, and the C
/// library.
struct StartCode {
    /// Of each module that was asked for: every stack of every thread asks.
    private var known: [ModuleID: Bool] = [:]
    private static let limit = 1 << 12

    mutating func contains(_ module: LoadedModule?, interpreter: String) -> Bool {
        guard let module else { return false }
        if let answer = known[module.id] { return answer || module.path == interpreter }
        if known.count >= Self.limit { known.removeAll() }
        known[module.id] = Self.isStart(module.path)
        return contains(module, interpreter: interpreter)
    }

    private static func isStart(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return ["python", "libc.so", "libc-", "libc.musl", "ld-", "libpthread"].contains { name.hasPrefix($0) }
    }
}
