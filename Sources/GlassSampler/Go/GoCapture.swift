import GlassModel
import GlassSystem
import GlassUnwind

/// Where a version of Go keeps what is read of it.
struct GoPlan: Sendable {
    /// The goroutine's number in its `g`: since 1.23 behind `syscallbp`; since 1.25 `gobuf` lacks a word.
    let numberOffset: Int

    /// - Parameter minorVersion: nil where it is older than 1.18, which first said it in this form.
    init(minorVersion: Int?) { numberOffset = [23, 24].contains(minorVersion) ? 160 : 152 }
}

/// The goroutine that a stopped thread of a Go program runs, or works for on the runtime's own stack.
///
/// Each thread (an `m`) has a stack for the runtime's work, to which it switches from that of the goroutine (a `g`) that it
/// runs, and notes in the `g` where it left (`sched`). What is read is checked by its own links: a thread's stack knows the
/// thread, and so does its goroutine. (go/src/runtime/runtime2.go, asm_amd64.s.)
struct GoCapture {
    /// Where the goroutine was left.
    private(set) var former: (instruction: VirtualAddress, stack: VirtualAddress)?
    /// The stack pointer of what a signal interrupted, where the thread handles one on a stack of its own.
    private(set) var interrupted: VirtualAddress?
    /// The goroutine's number; 0 where the thread has none, or it is not known.
    private(set) var number: UInt64 = 0
    /// Where the goroutine's stack ends.
    private(set) var stackEnd = VirtualAddress(0)

    private enum Offset {
        static let stackStart = 0
        static let stackEnd = 8
        static let thread = 48
        static let schedStack = 56
        static let schedInstruction = 64
        static let threadStack = 0
        /// Where an `m` names the goroutine that it runs: 192 up to Go 1.24, 184 since.
        static let running = [192, 184]
        /// Where it names the `g` that handles signals: 80 up to Go 1.24, 72 since.
        static let signals = [80, 72]
        /// From where a signal's frame names the stack that it is on (`uc_stack`) to that stack's size, and to the stack
        /// pointer that was interrupted (rt_sigreturn(2), `ucontext_t` and `sigcontext` on x86-64).
        static let signalStackSize = 16
        static let interruptedStack = 144
    }

    private static let goroutineSize = 168
    private static let threadSize = 200

    mutating func reset() {
        former = nil
        interrupted = nil
        number = 0
        stackEnd = VirtualAddress(0)
    }

    /// - Parameters:
    ///   - threadPointer: Below which Go keeps the address of its `g`.
    ///   - stack: The thread's stack pointer, and what was copied of the stack.
    mutating func read(
        _ plan: GoPlan, threadPointer: VirtualAddress,
        stack: (pointer: VirtualAddress, bytes: UnsafeRawBufferPointer), memory: RemoteMemory
    ) {
        guard threadPointer.rawValue != 0,
            let current = Self.words(at: threadPointer.advanced(by: -8), count: 8, memory)?(0), current != 0,
            let own = Self.words(at: VirtualAddress(current), count: Self.goroutineSize, memory),
            let thread = Self.words(at: VirtualAddress(own(Offset.thread)), count: Self.threadSize, memory)
        else { return }
        let isOfThread = thread(Offset.threadStack) == current
        if !isOfThread, Offset.running.contains(where: { thread($0) == current }) { number = own(plan.numberOffset) }
        interrupted = Self.interrupted(own: own, thread: thread, current: current, stack, memory)
        guard isOfThread, interrupted == nil else { return }
        for offset in Offset.running {
            let running = thread(offset)
            guard running != 0, running != current,
                let goroutine = Self.words(at: VirtualAddress(running), count: Self.goroutineSize, memory),
                goroutine(Offset.thread) == own(Offset.thread), goroutine(Offset.schedStack) != 0
            else { continue }
            former = (
                VirtualAddress(goroutine(Offset.schedInstruction)), VirtualAddress(goroutine(Offset.schedStack))
            )
            number = goroutine(plan.numberOffset)
            stackEnd = VirtualAddress(goroutine(Offset.stackEnd))
            return
        }
    }

    /// The stack pointer that a signal's frame holds, where the thread is on its stack for signals: from the signal's first
    /// instruction on, while its `g` may still be the interrupted one.
    private static func interrupted(
        own: (Int) -> UInt64, thread: (Int) -> UInt64, current: UInt64,
        _ stack: (pointer: VirtualAddress, bytes: UnsafeRawBufferPointer), _ memory: RemoteMemory
    ) -> VirtualAddress? {
        func holds(_ words: (Int) -> UInt64) -> Bool {
            words(Offset.stackStart) <= stack.pointer.rawValue && stack.pointer.rawValue < words(Offset.stackEnd)
        }
        let isForSignals = Offset.signals.contains { thread($0) == current }
        if holds(own) { return isForSignals ? interrupted(in: own, stack.bytes) : nil }
        for offset in Offset.signals {
            let other = VirtualAddress(thread(offset))
            guard let words = words(at: other, count: 16, memory), holds(words) else { continue }
            return interrupted(in: words, stack.bytes)
        }
        return nil
    }

    /// The frame is found by the stack that it names.
    private static func interrupted(in signals: (Int) -> UInt64, _ stack: UnsafeRawBufferPointer) -> VirtualAddress? {
        let (start, end) = (signals(Offset.stackStart), signals(Offset.stackEnd))
        func word(_ offset: Int) -> UInt64 { stack.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        for offset in stride(from: 0, to: stack.count - Offset.interruptedStack - 7, by: 8)
        where word(offset) == start && word(offset + Offset.signalStackSize) == end &- start {
            return VirtualAddress(word(offset + Offset.interruptedStack))
        }
        return nil
    }

    /// What is known of the registers there.
    var registers: RegisterSet? {
        guard let former else { return nil }
        return RegisterSet(
            architecture: .native, instructionPointer: former.instruction, stackPointer: former.stack)
    }

    /// Reads without allocating; gives the words by their offsets.
    private static func words(
        at address: VirtualAddress, count: Int, _ memory: RemoteMemory
    ) -> ((Int) -> UInt64)? {
        var words = InlineArray<25, UInt64>(repeating: 0)
        let isRead = withUnsafeMutableBytes(of: &words) { bytes in
            let buffer = UnsafeMutableRawBufferPointer(rebasing: bytes[..<min(count, bytes.count)])
            return memory.read(address, into: buffer) == buffer.count
        }
        guard isRead else { return nil }
        let copy = words
        return { copy[min($0 / 8, 24)] }
    }
}
