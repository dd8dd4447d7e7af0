import GlassModel
import GlassUnwind

/// What stands in the places of a stack.
extension Unwinding {
    /// Gives a stack that was followed its number.
    func intern(
        _ stack: CapturedStack, _ registers: RegisterSet, _ result: UnwindResult, _ kernel: ArraySlice<Int32> = []
    ) -> Int32 {
        places.removeAll(keepingCapacity: true)
        if codeOptions.goroutines, stack.go.number != 0 { places.append(.goroutine(stack.go.number)) }
        let map = spaces[stack.process]?.map ?? ModuleMap()
        let waitsForLock = waitsForLock(stack)
        if !placePython(stack, result, map, waitsForLock: waitsForLock), !placeSwiftTask(stack, registers, map) {
            if result.end != .root { places.append(.broken(result.end)) }
            for frame in frames.reversed() { place(frame, of: stack, map) }
        }
        if waitsForLock {
            places.append(.interpreterLock)
        } else if let call = stack.systemCall {
            places.append(.systemCall(call))
        }
        if stack.isBlockedElsewhere { places.append(.blocked) }
        for function in kernel { places.append(.kernel(function: function)) }
        return interner.intern(places)
    }

    private func waitsForLock(_ stack: CapturedStack) -> Bool {
        guard stack.holdsInterpreterLock == false else { return false }
        return stack.pythons.contains { $0.probe.subject.thread.isLock(at: stack.waitsOn) }
    }

    func place(_ frame: CodeAddress, of stack: CapturedStack, _ map: ModuleMap) {
        if case .signalReturn = frame { return places.append(.signalReturn) }
        let module = map.lookup(frame.lookup)
        if let module, module.image != nil { return places.append(place(frame, in: module)) }
        let isCode = map.isExecutable(frame.lookup)
        if isCode, let function = generatedFunction(at: frame.lookup, stack) {
            places.append(.generated(function: function))
        } else if let module {
            // Some runtimes keep their code in files in memory, which are no modules.
            places.append(place(frame, in: module))
        } else {
            let unnamed = isCode ? Place.unnamedGenerated : .anonymousCode
            if places.last != unnamed { places.append(unnamed) }
        }
    }

    private func place(_ frame: CodeAddress, in module: LoadedModule) -> Place {
        if registry.isOther(module.id) { return .other }
        return .code(module: module.id, address: module.moduleAddress(of: frame.lookup))
    }

    private func generatedFunction(at address: VirtualAddress, _ stack: CapturedStack) -> Int32? {
        let process = stack.process
        let code = generatedCode[process] ?? GeneratedCode(of: process, work: reading)
        generatedCode[process] = code
        let time = clock.monotonic(of: stack.time)
        return generatedFunctions.number(at: address, time: time, of: process, in: code)
    }
}
