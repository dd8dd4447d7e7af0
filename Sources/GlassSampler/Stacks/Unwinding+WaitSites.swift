import GlassModel
import GlassUnwind

/// Waiting threads that need a stop: what is read of them without one lacks registers.
extension Unwinding {
    /// Follows the stack again with the registers that the thread had when it was stopped at this site. They count
    /// only if they lead to a root: a stack that is whole cannot have been followed by wrong ones.
    func unwindAtKnownSite(
        _ stack: CapturedStack, _ registers: RegisterSet, _ space: AddressSpace
    ) -> UnwindResult? {
        let known = waitSites.registers(of: stack.thread, at: registers.stackPointer, behind: frames[...])
        guard var known else { return nil }
        known.instructionPointer = registers.instructionPointer
        let partial = frames
        frames.removeAll(keepingCapacity: true)
        let result = space.unwind(stack, known, into: &frames)
        if result.end == .root {
            stackPointers = stack.needsStackPointers ? space.stackPointers : []
            return result
        }
        frames = partial
        return nil
    }

    /// Asks for a stop, which gives the registers that are missing.
    func awaitStop(of stack: CapturedStack, _ result: UnwindResult) {
        stack.advice.wantsAllRegisters.store(true, ordering: .relaxed)
        isLearning = true
        accounts.awaitStop(of: stack, at: intern(stack, registers(of: stack), result))
    }

    func rememberSite(_ stack: CapturedStack, _ registers: RegisterSet, _ space: AddressSpace) {
        let bare = RegisterSet(
            architecture: .native, instructionPointer: registers.instructionPointer,
            stackPointer: registers.stackPointer)
        var partial: [CodeAddress] = []
        guard space.unwind(stack, bare, into: &partial).end == .registerUnknown else { return }
        waitSites.remember(registers, of: stack.thread, behind: partial[...])
    }
}
