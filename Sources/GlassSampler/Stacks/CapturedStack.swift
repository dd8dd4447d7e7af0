import GlassModel
import GlassRuntimes
import GlassSystem
import GlassUnwind
import Synchronization

/// What the unwinder learns of a thread and the tracer needs for its next copy. Both sides only ever replace values.
final class CopyAdvice: Sendable {
    /// How much of the stack to copy, in bytes.
    let size = Atomic<Int>(CopyAdvice.initialSize)
    /// The address behind all that is of use: where the thread's outermost frame ends or, until that is known, where the last
    /// copy ended for want of more; 0 where neither is known. To ask for what is not there takes the kernel some microseconds.
    let stackEnd = Atomic<UInt64>(0)
    /// A little more than it ever took to get there, where that was no more than ``longestReach``: of a stack that ends there so
    /// much is copied, however little the last ones took. A function with large arrays that is seldom met would never be seen
    /// whole otherwise.
    let reach = Atomic<Int>(0)
    /// A second stack to copy from, which the last unwind missed; 0 for none.
    let interruptedStack = Atomic<UInt64>(0)
    /// The thread waits, and its stack cannot be followed without the registers that only a stop gives.
    let wantsAllRegisters = Atomic<Bool>(false)

    /// The thread's last stack taught what else to copy: where it waits, it is to be read once more.
    let wantsAnotherLook = Atomic<Bool>(false)

    static let initialSize = 32 << 10
    static let smallest = 4 << 10
    static let largest = 4 << 20
    static let longestReach = 64 << 10
}

/// A copy of a thread's registers and stack, on its way from the tracer to the unwinder.
///
/// `@unchecked Sendable`: it belongs to one thread at a time: the pool hands it to the tracer, the mailbox to the
/// unwinder, which gives it back to the pool.
final class CapturedStack: @unchecked Sendable {
    var process = ProcessID(0)
    var thread = ThreadKey(0)
    var time = Timestamp(rawValue: 0)
    var weight = Weight.zero
    var registers = ThreadRegisters()
    /// Set where the thread was not stopped: all that is known of its registers.
    var blockedAt: (instruction: VirtualAddress, stack: VirtualAddress)?
    /// The thread is inside this system call.
    var systemCall: Int?
    /// The first argument of that call: what a thread waits on that waits for a lock.
    var waitsOn: UInt64 = 0
    /// The address of the asyncio task that the thread works for; 0 for none.
    var task: UInt64 = 0
    /// Its Python frames, where it runs any: one capture for each interpreter that it runs in.
    var pythons: [CapturedPython] = []
    /// What the names in these frames stood for, where somebody asks.
    var locals: [PythonLocals] = []
    /// What Swift's tasks left on the heap, where it may be in one.
    var swiftTask = SwiftTaskCapture()
    /// The goroutine that it works for, where it may run one.
    private(set) var go = GoCapture()
    /// It waits, and is in no system call.
    var isBlockedElsewhere = false
    /// It was about to wait, or does, as far as the engine can tell.
    var isWaiting = false
    /// It was ready to run and stood in the queue for a CPU.
    var isQueued = false
    /// Where it was in the kernel, innermost first; empty where it was not, or that is not known.
    private(set) var kernelFrames: [UInt64] = []
    var advice = CopyAdvice()

    private(set) var base = VirtualAddress(0)
    private(set) var count = 0
    private(set) var interruptedBase = VirtualAddress(0)
    private(set) var interruptedCount = 0
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var interruptedMemory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    var python: CapturedPython? { pythons.first }

    /// Whether it holds an interpreter lock; nil where that is not known.
    var holdsInterpreterLock: Bool? {
        let known = pythons.compactMap(\.capture.holdsLock)
        return known.isEmpty ? nil : known.contains(true)
    }

    var capacity: Int { memory.count + interruptedMemory.count }

    /// Other frames have to be matched with the native ones.
    var needsStackPointers: Bool { python != nil || swiftTask.frameEnd.rawValue != 0 }

    deinit {
        memory.deallocate()
        interruptedMemory.deallocate()
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }
    var interruptedBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: interruptedMemory[..<interruptedCount])
    }

    /// Lets go of what it holds, for whoever has read it: the tracer must not do that while a thread stands still.
    func empty() {
        kernelFrames.removeAll(keepingCapacity: true)
        pythons = []
        locals = []
        swiftTask.reset()
        go.reset()
    }

    /// Makes room for a thread's stack. It must be empty.
    func prepare(for advice: CopyAdvice) {
        self.advice = advice
        blockedAt = nil
        systemCall = nil
        waitsOn = 0
        isBlockedElsewhere = false
        isWaiting = false
        isQueued = false
        task = 0
        (count, interruptedCount) = (0, 0)
        reserve(max(advice.size.load(ordering: .relaxed), advice.reach.load(ordering: .relaxed)))
        if advice.interruptedStack.load(ordering: .relaxed) != 0, interruptedMemory.count == 0 {
            interruptedMemory = .allocate(byteCount: CopyAdvice.initialSize, alignment: 16)
        }
    }

    private func reserve(_ size: Int) {
        guard memory.count < size else { return }
        memory.deallocate()
        memory = .allocate(byteCount: size, alignment: 16)
    }

    /// Notes in which call the thread is, by its registers.
    func takeSystemCall() {
        systemCall = registers.systemCallNumber
        waitsOn = registers.firstArgument ?? 0
    }

    /// Takes what the kernel copied, from the stack pointer on.
    func take(_ registers: ThreadRegisters, _ bytes: UnsafeRawBufferPointer) {
        self.registers = registers
        reserve(bytes.count)
        base = registers.stackPointer
        memory.copyMemory(from: bytes)
        count = bytes.count
    }

    /// Takes addresses in the kernel, 64-bit words, and leaves out the markers among them (`PERF_CONTEXT_…`).
    func takeKernelFrames(_ words: UnsafeRawBufferPointer) {
        let firstMarker: UInt64 = 0xFFFF_FFFF_FFFF_F001
        for offset in stride(from: 0, to: words.count & ~7, by: 8) {
            let word = words.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if word < firstMarker { kernelFrames.append(word) }
        }
    }

    /// Copies the stack of the goroutine that the thread works for, where it is on another one: the runtime's, or that of
    /// signals.
    func copyGoroutine(_ plan: GoPlan, below threadPointer: VirtualAddress, from target: RemoteMemory) {
        go.read(plan, threadPointer: threadPointer, stack: (registers.stackPointer, bytes), memory: target)
        if let interrupted = go.interrupted {
            copyOtherStack(from: Self.top(of: interrupted), limit: CopyAdvice.initialSize, target)
        } else if let former = go.former, go.stackEnd > former.stack {
            copyOtherStack(
                from: VirtualAddress(former.stack.rawValue & ~7),
                limit: Int(clamping: go.stackEnd.rawValue - former.stack.rawValue), target)
        }
    }

    private func copyOtherStack(from base: VirtualAddress, limit: Int, _ target: RemoteMemory) {
        if interruptedMemory.count == 0 {
            interruptedMemory = .allocate(byteCount: CopyAdvice.initialSize, alignment: 16)
        }
        interruptedBase = base
        interruptedCount = target.read(
            base,
            into: UnsafeMutableRawBufferPointer(rebasing: interruptedMemory[..<min(limit, interruptedMemory.count)]))
    }

    /// Copies the top of the stack: from the red zone below the stack pointer (System V ABI, AMD64 supplement,
    /// section 3.2.2) upwards. False where nothing could be read.
    @inline(__always)
    func copyStack(at stackPointer: VirtualAddress, from target: RemoteMemory) -> Bool {
        base = Self.top(of: stackPointer)
        let room = room
        count = target.read(base, into: room)
        noteEnd(of: room)
        copyInterruptedStack(from: target)
        return count > 0
    }

    /// The same, and in the same call other regions; false where these cannot be read whole.
    func copyStack(
        at stackPointer: VirtualAddress, from target: RemoteMemory,
        beside regions: [MemoryRegion],
        into buffer: UnsafeMutableRawBufferPointer
    ) -> Bool {
        base = Self.top(of: stackPointer)
        let room = room
        guard let copied = target.read(regions, into: buffer, and: base, into: room) else {
            _ = copyStack(at: stackPointer, from: target)
            return false
        }
        count = copied
        noteEnd(of: room)
        copyInterruptedStack(from: target)
        return true
    }

    private static func top(of stackPointer: VirtualAddress) -> VirtualAddress {
        VirtualAddress(stackPointer.advanced(by: -128).rawValue & ~7)
    }

    /// Where to copy from ``base`` on.
    private var room: UnsafeMutableRawBufferPointer {
        let end = advice.stackEnd.load(ordering: .relaxed)
        let size = min(memory.count, advice.size.load(ordering: .relaxed))
        guard end > base.rawValue else { return UnsafeMutableRawBufferPointer(rebasing: memory[..<size]) }
        let left = Int(clamping: end - base.rawValue)
        let isInReach = left <= min(memory.count, advice.reach.load(ordering: .relaxed))
        return UnsafeMutableRawBufferPointer(rebasing: memory[..<(isInReach ? left : min(size, left))])
    }

    private func noteEnd(of room: UnsafeMutableRawBufferPointer) {
        if count > 0, count < room.count {
            advice.stackEnd.store(base.rawValue &+ UInt64(count), ordering: .relaxed)
        }
    }

    private func copyInterruptedStack(from target: RemoteMemory) {
        let other = advice.interruptedStack.load(ordering: .relaxed)
        if other != 0, interruptedMemory.count > 0 {
            interruptedBase = VirtualAddress((other &- 4096) & ~4095)
            interruptedCount = target.read(interruptedBase, into: interruptedMemory)
        }
    }
}

/// Copies that are not in use. It holds as many as are under way between two rounds of the unwinder, and small ones: a burst
/// must not stay in memory.
final class CapturedStackPool: Sendable {
    private struct Free {
        var stacks: [CapturedStack] = []
        var size = 0
    }

    private let free = Mutex(Free())
    private static let largest = 256 << 10
    private static let largestSum = 2 << 20
    private let inUse = Atomic<Int>(0)
    private let limit: Int

    /// At most `limit` copies are under way at a time.
    init(limit: Int) { self.limit = limit }

    /// The unwinder is that far behind.
    var isExhausted: Bool { inUse.load(ordering: .relaxed) >= limit }

    /// None where it is exhausted.
    func take() -> CapturedStack? {
        guard inUse.load(ordering: .relaxed) < limit else { return nil }
        inUse.wrappingAdd(1, ordering: .relaxed)
        return free.withLock { free in
            guard let stack = free.stacks.popLast() else { return nil }
            free.size -= stack.capacity
            return stack
        } ?? CapturedStack()
    }

    func giveBack(_ stack: CapturedStack) {
        inUse.wrappingSubtract(1, ordering: .relaxed)
        guard stack.capacity <= Self.largest else { return }
        stack.empty()
        free.withLock { free in
            guard free.size + stack.capacity <= Self.largestSum else { return }
            free.size += stack.capacity
            free.stacks.append(stack)
        }
    }
}
