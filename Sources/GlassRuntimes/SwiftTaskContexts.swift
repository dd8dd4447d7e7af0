import GlassModel

/// The contexts of Swift's asynchronous functions, as they stood at one moment, copied while a thread was stopped.
///
/// An asynchronous function has no frame on the stack while it awaits another. What it needs stands in a context on the
/// heap, and the context of the function that it awaits points at it: a context begins with its caller's context and
/// the code that goes on in the caller when the function returns (`AsyncContext` in swift/ABI/Task.h). Contexts stand close
/// to each other, outer ones mostly at lower addresses, so that one read finds several.
///
/// The outermost context stands right behind the task itself. A task that is a child (`async let`, a task group) names its
/// parent, which names the context in which it waits: so a child's callers go on with its parent's.
public struct SwiftTaskContexts: Sendable {
    /// The head of one context.
    struct Link: Hashable, Sendable {
        let context: VirtualAddress
        let parent: VirtualAddress
        let resume: VirtualAddress
    }

    /// A task, with the outermost context of the chain that it was found by.
    struct Task: Sendable {
        let outermost: VirtualAddress
        let state: SwiftTaskState
    }

    /// What a task is the child of, with the child's outermost context.
    struct Parent: Sendable {
        let child: VirtualAddress
        /// Nil where it runs elsewhere, so that nobody knows where it stands.
        let waiting: SwiftTaskState?
    }

    /// What stands above an asynchronous function.
    public enum Caller: Equatable, Sendable {
        /// Code that goes on when what it awaits is done.
        case code(VirtualAddress)
        /// A task begins, whose parent's functions follow.
        case childTask
        /// A task begins whose parent runs meanwhile.
        case childOfRunningTask
    }

    /// Why the functions that await another are not known.
    public enum Gap: String, Error {
        case noContext = "its context is not known"
        case notCopied = "a context was not copied"
        case noCode = "a context that leads to no code"
    }

    private static let headSize = 16
    private static let windowSize = 2048
    /// Chains are followed no further, and no more reads are made in one stop.
    private static let linkLimit = 256
    private static let readLimit = 48
    /// A task's own bytes, and its result's, are within that many before its outermost context.
    private static let taskReach = 640
    private static let generationLimit = 8

    private var links: [Link] = []
    private var tasks: [Task] = []
    private var parents: [Parent] = []
    private var readsLeft = 0
    private var window: [UInt8]
    private var windowStart = VirtualAddress(0)
    private var windowCount = 0

    public init() {
        window = [UInt8](repeating: 0, count: Self.windowSize)
        links.reserveCapacity(Self.linkLimit)
        tasks.reserveCapacity(Self.generationLimit)
        parents.reserveCapacity(Self.generationLimit)
    }

    public var isEmpty: Bool { links.isEmpty }

    public func contains(_ context: VirtualAddress) -> Bool { links.contains { $0.context == context } }

    /// The function that the task goes on in when it has waited, or has moved to another executor, where it has said so
    /// already: what the function with this context called takes it off its thread.
    public func parked(in context: VirtualAddress) -> VirtualAddress? {
        for task in tasks {
            if task.state.context == context { return task.state.resume }
            let link = links.first { $0.context == task.state.context }
            if let link, link.parent == context { return link.resume }
        }
        return nil
    }

    /// Forgets what was copied, and keeps the memory for the next time.
    public mutating func reset() {
        links.removeAll(keepingCapacity: true)
        tasks.removeAll(keepingCapacity: true)
        parents.removeAll(keepingCapacity: true)
        readsLeft = Self.readLimit
        windowCount = 0
    }

    /// Copies the context at an address and those of all that await it, in its task and in those that this is a child of.
    /// False where it does not lead to the outermost function of a task, which it does not where no context stands there.
    public mutating func follow(
        _ candidate: VirtualAddress, in layout: SwiftTaskLayout? = nil, isCode: (VirtualAddress) -> Bool,
        memory: some MemoryReader
    ) -> Bool {
        switch followChain(candidate, isCode, memory) {
        case .nowhere: return false
        case .known: return true
        case .whole(let outermost):
            if let layout { followParents(of: outermost, layout, isCode, memory) }
            return true
        }
    }

    private enum Chain {
        /// Nothing is kept of it.
        case nowhere
        /// It joins another, or itself.
        case known
        case whole(outermost: VirtualAddress)
    }

    private mutating func followChain(
        _ candidate: VirtualAddress, _ isCode: (VirtualAddress) -> Bool, _ memory: some MemoryReader
    ) -> Chain {
        let start = links.count
        var context = candidate
        while links.count < Self.linkLimit, Self.mayBeContext(context), let link = link(at: context, memory),
            isCode(link.resume)
        {
            guard !links.contains(where: { $0.context == context }) else { return .known }
            links.append(link)
            if link.parent.rawValue == 0 { return .whole(outermost: context) }
            context = link.parent
        }
        links.removeSubrange(start...)
        return .nowhere
    }

    /// Where the functions that await the one with this context go on, innermost first.
    public func callers(of context: VirtualAddress, isCode: (VirtualAddress) -> Bool) throws(Gap) -> [Caller] {
        var callers: [Caller] = []
        var next = context
        while callers.count < Self.linkLimit {
            guard let link = links.first(where: { $0.context == next }) else {
                throw callers.isEmpty ? .noContext : .notCopied
            }
            guard isCode(link.resume) else { throw .noCode }
            callers.append(.code(link.resume))
            if link.parent.rawValue != 0 {
                next = link.parent
                continue
            }
            guard let parent = parents.first(where: { $0.child == link.context }) else { break }
            guard let waiting = parent.waiting else {
                callers.append(.childOfRunningTask)
                break
            }
            callers += [.childTask, .code(waiting.resume)]
            next = waiting.context
        }
        return callers
    }

    /// The task allocator aligns what it gives to 16 bytes.
    public static func mayBeContext(_ address: VirtualAddress) -> Bool {
        address.rawValue % 16 == 0 && address.rawValue >= 1 << 16 && address.rawValue < 1 << 47
    }

    // MARK: - Tasks

    private mutating func followParents(
        of outermost: VirtualAddress, _ layout: SwiftTaskLayout, _ isCode: (VirtualAddress) -> Bool,
        _ memory: some MemoryReader
    ) {
        guard !tasks.contains(where: { $0.outermost == outermost }),
            let task = task(before: outermost, layout, memory)
        else { return }
        tasks.append(Task(outermost: outermost, state: task))
        var child = (outermost: outermost, state: task)
        while parents.count < Self.generationLimit, let address = child.state.parent,
            let parent = state(ofTaskAt: address, layout, memory)
        {
            guard !parent.isRunning else {
                return parents.append(Parent(child: child.outermost, waiting: nil))
            }
            let known = links.count
            guard case .whole(let outermost) = followChain(parent.context, isCode, memory) else { return }
            // It may have gone on meanwhile: the child's thread stands still, but no other.
            guard state(ofTaskAt: address, layout, memory) == parent else {
                return links.removeSubrange(known...)
            }
            parents.append(Parent(child: child.outermost, waiting: parent))
            child = (outermost, parent)
        }
    }

    /// The task whose outermost context that is: the last one before it.
    private mutating func task(
        before outermost: VirtualAddress, _ layout: SwiftTaskLayout, _ memory: some MemoryReader
    ) -> SwiftTaskState? {
        if !isInWindow(outermost) || outermost.rawValue &- windowStart.rawValue < UInt64(Self.taskReach) {
            guard readWindow(upTo: outermost, memory) else { return nil }
        }
        let end = Int(outermost.rawValue &- windowStart.rawValue)
        return window.withUnsafeBytes { bytes in
            var offset = end - (layout.readSize + 15) & ~15
            while offset >= max(0, end - Self.taskReach) {
                if let task = SwiftTaskState(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]), layout) {
                    return task
                }
                offset -= 16
            }
            return nil
        }
    }

    private mutating func state(
        ofTaskAt address: VirtualAddress, _ layout: SwiftTaskLayout, _ memory: some MemoryReader
    ) -> SwiftTaskState? {
        guard readsLeft > 0, Self.mayBeContext(address) else { return nil }
        readsLeft -= 1
        return withUnsafeTemporaryAllocation(byteCount: layout.readSize, alignment: 8) { bytes in
            memory.read(address, into: bytes) ? SwiftTaskState(UnsafeRawBufferPointer(bytes), layout) : nil
        }
    }

    // MARK: - Contexts

    private mutating func link(at context: VirtualAddress, _ memory: some MemoryReader) -> Link? {
        if !isInWindow(context), !readWindow(upTo: context, memory) { return nil }
        let offset = Int(context.rawValue &- windowStart.rawValue)
        return window.withUnsafeBytes { bytes in
            Link(
                context: context, parent: VirtualAddress(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
                resume: VirtualAddress(bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
        }
    }

    private func isInWindow(_ context: VirtualAddress) -> Bool {
        let offset = context.rawValue &- windowStart.rawValue
        return windowCount >= Self.headSize && offset <= UInt64(windowCount - Self.headSize)
    }

    /// Reads up to the end of the context's head, or its head alone where there is no memory before.
    private mutating func readWindow(upTo context: VirtualAddress, _ memory: some MemoryReader) -> Bool {
        for count in [Self.windowSize, Self.headSize] where readsLeft > 0 {
            readsLeft -= 1
            windowStart = context.advanced(by: Int64(Self.headSize - count))
            windowCount = count
            let isRead = window.withUnsafeMutableBytes { bytes in
                memory.read(windowStart, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
            }
            if isRead { return true }
        }
        windowCount = 0
        return false
    }
}
