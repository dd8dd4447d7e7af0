import GlassModel
import GlassRuntimes
import GlassUnwind

extension Unwinding {
    /// Places the frames of a thread that runs a Swift task, with the functions that await the one that runs in place of
    /// the executor's; false where it runs none, or they are not known.
    func placeSwiftTask(_ stack: CapturedStack, _ registers: RegisterSet, _ map: ModuleMap) -> Bool {
        guard stack.swiftTask.frameEnd.rawValue != 0, let plan = runtimes.plans[stack.process].swiftTasks else {
            return false
        }
        guard let runner = frames.firstIndex(where: { plan.jobRunner.contains($0.lookup) }), runner > 0 else {
            return false
        }
        do throws(SwiftTaskContexts.Gap) {
            let callers = try awaitingFunctions(stack, registers, plan, runner: runner)
            for caller in callers.reversed() { place(caller, of: stack, map) }
            for frame in frames[..<runner].reversed() { place(frame, of: stack, map) }
            return true
        } catch {
            ledger.add(.swiftTasks, error.rawValue, 1)
            return false
        }
    }

    private func place(_ caller: SwiftTaskContexts.Caller, of stack: CapturedStack, _ map: ModuleMap) {
        switch caller {
        case .code(let address): place(.instruction(address), of: stack, map)
        case .childTask: places.append(.childTask(ofRunning: false))
        case .childOfRunningTask: places.append(.childTask(ofRunning: true))
        }
    }

    /// What stands above the asynchronous function inside `runner`, innermost first: where the functions that await it go
    /// on, in its task and those that this is a child of.
    private func awaitingFunctions(
        _ stack: CapturedStack, _ registers: RegisterSet, _ plan: SwiftTaskPlan, runner: Int
    ) throws(SwiftTaskContexts.Gap) -> [SwiftTaskContexts.Caller] {
        guard frames.count == stackPointers.count, stackPointers[runner] == stack.swiftTask.frameEnd,
            let map = spaces[stack.process]?.map
        else { throw .noContext }
        let code = frames[runner - 1]
        guard let context = asyncContext(of: stack, registers, frame: runner - 1, code) else { throw .noContext }
        var callers = try stack.swiftTask.contexts.callers(of: context, isCode: plan.isCode)
        for case .code(let caller) in callers where !map.isExecutable(caller) { throw .noCode }
        // A function that has just been returned to still holds its callee's context.
        if case .code(let first)? = callers.first, code.lookup >= first, code.lookup < first.advanced(by: 64) {
            callers.removeFirst()
        }
        callers = withoutEnds(callers) { map.lookup($0)?.id == plan.runtime }
        // The runtime's functions that take a task off its thread are jumped to: who did has no frame.
        if map.lookup(code.lookup)?.id == plan.runtime,
            let leaving = leavingFunction(stack, registers, plan, frame: runner - 1, context), map.isExecutable(leaving)
        {
            callers.insert(.code(leaving), at: 0)
        }
        return callers
    }

    /// Without the runtime's functions with which tasks end, and those in which their parents wait.
    private func withoutEnds(
        _ callers: [SwiftTaskContexts.Caller], isRuntime: (VirtualAddress) -> Bool
    ) -> [SwiftTaskContexts.Caller] {
        func isTaskEdge(_ index: Int) -> Bool {
            guard callers.indices.contains(index) else { return true }
            if case .code = callers[index] { return false }
            return true
        }
        return callers.indices.compactMap { index in
            guard case .code(let address) = callers[index], isRuntime(address) else { return callers[index] }
            let isWait = index > 0 && isTaskEdge(index - 1)
            return isTaskEdge(index + 1) || isWait ? nil : callers[index]
        }
    }

    /// The function that has just given up its thread, and goes on there when it gets one again.
    private func leavingFunction(
        _ stack: CapturedStack, _ registers: RegisterSet, _ plan: SwiftTaskPlan, frame: Int, _ context: VirtualAddress
    ) -> VirtualAddress? {
        if let switcher = plan.switcher, switcher.contains(frames[frame].lookup),
            let held = spaces[stack.process]?.register(
                Architecture.native.switchedFunctionNumber, inFrame: frame, at: stackPointers[frame], of: stack,
                registers),
            plan.isCode(VirtualAddress(held))
        {
            return VirtualAddress(held)
        }
        return stack.swiftTask.contexts.parked(in: context).flatMap { plan.isCode($0) ? $0 : nil }
    }

    /// A function with a frame pointer keeps its context beside it, others keep it in a register.
    private func asyncContext(
        of stack: CapturedStack, _ registers: RegisterSet, frame: Int, _ code: CodeAddress
    ) -> VirtualAddress? {
        guard let space = spaces[stack.process] else { return nil }
        let contexts = stack.swiftTask.contexts
        if space.usesFramePointer(at: code) == true, let slot = stack.swiftTask.slot(of: (stack.base, stack.bytes)),
            contexts.contains(slot)
        {
            return slot
        }
        let number = Architecture.native.asyncContextNumber
        return space.register(number, inFrame: frame, at: stackPointers[frame], of: stack, registers)
            .map { VirtualAddress($0) }
    }
}
