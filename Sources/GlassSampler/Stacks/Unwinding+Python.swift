import GlassModel
import GlassRuntimes
import GlassUnwind

extension Unwinding {
    /// Places the frames of a stack with Python's among them; false where there are none, or they do not fit: the native
    /// stack is to be shown whole then.
    func placePython(_ stack: CapturedStack, _ result: UnwindResult, _ map: ModuleMap) -> Bool {
        guard let python = pythons.stack(of: stack), let subject = stack.python?.probe.subject else { return false }
        guard python.end == .root else {
            ledger.add(.pythonFrames, python.end.rawValue, 1)
            return false
        }
        guard !python.calls.isEmpty, frames.count == stackPointers.count else { return false }
        let modules = frames.map { map.lookup($0.lookup) }
        do throws(MergedStack.Mismatch) {
            let merged = try merge(python.calls, modules, subject, isWhole: result.end == .root)
            place(merged, modules, subject.runtime, stack, map)
            return true
        } catch {
            ledger.add(.pythonFrames, error.rawValue, 1)
            return false
        }
    }

    private func merge(
        _ calls: [PythonCall], _ modules: [LoadedModule?], _ subject: PythonSubject, isWhole: Bool
    ) throws(MergedStack.Mismatch) -> MergedStack {
        if calls.contains(where: { $0.stackAddress == nil }) {
            return try MergedStack(calls, frameCount: frames.count, isWhole: isWhole) { index in
                subject.evaluationLoop.contains { $0.contains(frames[index].lookup) }
            }
        }
        return try MergedStack(calls, stackPointers: stackPointers, isWhole: isWhole) { index in
            modules[index]?.path == subject.runtime.path
        }
    }

    private func place(
        _ merged: MergedStack, _ modules: [LoadedModule?], _ runtime: PythonRuntime, _ stack: CapturedStack,
        _ map: ModuleMap
    ) {
        for call in merged.beyond.reversed() { place(call) }
        var start = frames.count
        if merged.beyond.isEmpty, let outermost = merged.calls.lastIndex(where: { $0 != nil }),
            modules[(outermost + 1)...].allSatisfy({ Self.isStart($0, runtime) })
        {
            start = outermost + 1
        }
        for index in (0..<start).reversed() {
            if let call = merged.calls[index] {
                place(call)
            } else if let module = modules[index], module.path == runtime.path {
                let address = module.moduleAddress(of: frames[index].lookup)
                places.append(.interpreter(module: module.id, address: address))
            } else {
                place(frames[index], of: stack, map)
            }
        }
    }

    private func place(_ call: PythonCall) {
        for frame in call.frames.reversed() {
            let function = pythonFunctions.number(of: frame.function, in: registry)
            places.append(.python(function: function, line: frame.line))
        }
    }

    /// Whether code outside of all Python only starts the program or the thread: the interpreter, its program, and the C
    /// library.
    private static func isStart(_ module: LoadedModule?, _ runtime: PythonRuntime) -> Bool {
        guard let module else { return false }
        let name = module.path.split(separator: "/").last ?? ""
        return module.path == runtime.path || name.hasPrefix("python")
            || ["libc.so", "libc-", "libc.musl", "ld-", "libpthread"].contains { name.hasPrefix($0) }
    }
}
