import GlassModel
import GlassRuntimes
import GlassSystem

/// The contexts that a stopped thread's Swift task may be in.
///
/// Asynchronous functions call each other by jumps, so that at most one of them has a frame, right inside the runtime's
/// function that runs jobs. That function's address on the stack tells where the frame ends. The context itself is in the
/// frame, in a register, or where a function called from there saved that register: which of these it is only the rules
/// for unwinding tell, later (``Unwinding``). So all that look like contexts are copied.
struct SwiftTaskCapture {
    /// Where the frame of the asynchronous function ends (its CFA); 0 where there is none.
    private(set) var frameEnd = VirtualAddress(0)
    private(set) var contexts = SwiftTaskContexts()
    /// How far below its end the frame keeps its context, where it keeps a frame pointer: the return address, the caller's
    /// frame pointer, the context.
    private static let slotDistance: Int64 = 24
    /// Words of the frames below that are looked at.
    private static let scannedWords = 32
    private static let candidateLimit = 8

    mutating func reset() {
        frameEnd = VirtualAddress(0)
        contexts.reset()
    }

    /// `register` is the one in which asynchronous functions get their context, where it is known.
    mutating func copy(
        following plan: SwiftTaskPlan, stack: (base: VirtualAddress, bytes: UnsafeRawBufferPointer),
        stackPointer: VirtualAddress, register: UInt64?, memory: RemoteMemory
    ) {
        guard let place = placeOfCall(from: plan.jobRunner, stack, above: stackPointer) else { return }
        frameEnd = stack.base.advanced(by: Int64(place + 8))
        let words = stack.bytes
        func follow(_ candidate: UInt64?) -> Bool {
            guard let candidate, SwiftTaskContexts.mayBeContext(VirtualAddress(candidate)) else { return false }
            return contexts.follow(VirtualAddress(candidate), in: plan.layout, isCode: plan.isCode, memory: memory)
        }
        _ = follow(register)
        let end = max(0, place - Self.scannedWords * 8)
        let low = max(end, Int(clamping: stackPointer.rawValue &- stack.base.rawValue))
        var tried = 0
        var offset = place - 8
        while offset >= low, tried < Self.candidateLimit {
            let word = words.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset -= 8
            let isOnStack = word >= stack.base.rawValue && word - stack.base.rawValue < UInt64(words.count)
            guard !isOnStack, SwiftTaskContexts.mayBeContext(VirtualAddress(word)) else { continue }
            tried += 1
            if follow(word) { tried += 1 }
        }
    }

    /// The context in the frame itself, at its slot.
    func slot(of stack: (base: VirtualAddress, bytes: UnsafeRawBufferPointer)) -> VirtualAddress? {
        let offset = frameEnd.advanced(by: -Self.slotDistance).rawValue &- stack.base.rawValue
        guard offset < UInt64(stack.bytes.count), stack.bytes.count - Int(offset) >= 8 else { return nil }
        return VirtualAddress(stack.bytes.loadUnaligned(fromByteOffset: Int(offset), as: UInt64.self))
    }

    /// Where the innermost return address into a function stands, in bytes from the copy's base.
    private func placeOfCall(
        from function: Range<VirtualAddress>, _ stack: (base: VirtualAddress, bytes: UnsafeRawBufferPointer),
        above stackPointer: VirtualAddress
    ) -> Int? {
        let (start, size) = (
            function.lowerBound.rawValue, function.upperBound.rawValue &- function.lowerBound.rawValue
        )
        let first = Int(clamping: stackPointer.rawValue &- stack.base.rawValue)
        guard first < stack.bytes.count - 7 else { return nil }
        for offset in stride(from: first, through: stack.bytes.count - 8, by: 8)
        where stack.bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) &- start < size { return offset }
        return nil
    }
}
