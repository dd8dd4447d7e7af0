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
            guard callers.allSatisfy(map.isExecutable) else { throw .noCode }
            for caller in callers.reversed() { place(.instruction(caller), of: stack, map) }
            for frame in frames[..<runner].reversed() { place(frame, of: stack, map) }
            return true
        } catch {
            ledger.add(.swiftTasks, error.rawValue, 1)
            return false
        }
    }

    /// Where the functions that await the asynchronous one inside `runner` go on, innermost first.
    private func awaitingFunctions(
        _ stack: CapturedStack, _ registers: RegisterSet, _ plan: SwiftTaskPlan, runner: Int
    ) throws(SwiftTaskContexts.Gap) -> [VirtualAddress] {
        guard frames.count == stackPointers.count, stackPointers[runner] == stack.swiftTask.frameEnd else {
            throw .noContext
        }
        let code = frames[runner - 1]
        guard let context = asyncContext(of: stack, registers, frame: runner - 1, code) else { throw .noContext }
        var callers = try stack.swiftTask.contexts.callers(of: context, isCode: plan.isCode)
        // A function that has just been returned to still holds its callee's context.
        if let first = callers.first, code.lookup >= first, code.lookup < first.advanced(by: 64) {
            callers.removeFirst()
        }
        // The outermost one is the runtime's, which ends the task.
        if let last = callers.last, spaces[stack.process]?.map.lookup(last)?.id == plan.runtime { callers.removeLast() }
        return callers
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
