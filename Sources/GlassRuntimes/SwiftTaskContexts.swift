import GlassModel

/// The contexts of Swift's asynchronous functions, as they stood at one moment, copied while a thread was stopped.
///
/// An asynchronous function has no frame on the stack while it awaits another. What it needs stands in a context on the
/// heap, and the context of the function that it awaits points at it: a context begins with its caller's context and
/// the code that goes on in the caller when the function returns (`AsyncContext` in swift/ABI/Task.h). Contexts stand close
/// to each other, outer ones mostly at lower addresses, so that one read finds several.
public struct SwiftTaskContexts: Sendable {
    /// The head of one context.
    struct Link: Hashable, Sendable {
        let context: VirtualAddress
        let parent: VirtualAddress
        let resume: VirtualAddress
    }

    /// Why the functions that await another are not known.
    public enum Gap: String, Error {
        case noContext = "its context is not known"
        case notCopied = "a context was not copied"
        case noCode = "a context that leads to no code"
    }

    private static let headSize = 16
    private static let windowSize = 1024
    /// Chains are followed no further, and no more reads are made in one stop.
    private static let linkLimit = 256
    private static let readLimit = 24

    private var links: [Link] = []
    private var readsLeft = 0
    private var window: [UInt8]
    private var windowStart = VirtualAddress(0)
    private var windowCount = 0

    public init() {
        window = [UInt8](repeating: 0, count: Self.windowSize)
        links.reserveCapacity(Self.linkLimit)
    }

    public var isEmpty: Bool { links.isEmpty }

    public func contains(_ context: VirtualAddress) -> Bool { links.contains { $0.context == context } }

    /// Forgets what was copied, and keeps the memory for the next time.
    public mutating func reset() {
        links.removeAll(keepingCapacity: true)
        readsLeft = Self.readLimit
        windowCount = 0
    }

    /// Copies the context at an address and those of all that await it. False where it does not lead to the outermost
    /// function of a task, which it does not where no context stands there.
    public mutating func follow(
        _ candidate: VirtualAddress, isCode: (VirtualAddress) -> Bool, memory: some MemoryReader
    ) -> Bool {
        let start = links.count
        var context = candidate
        while links.count < Self.linkLimit, Self.mayBeContext(context), let link = link(at: context, memory),
            isCode(link.resume)
        {
            guard !links.contains(where: { $0.context == context }) else { return true }
            links.append(link)
            if link.parent.rawValue == 0 { return true }
            context = link.parent
        }
        links.removeSubrange(start...)
        return false
    }

    /// Where the functions that await the one with this context go on, innermost first.
    public func callers(of context: VirtualAddress, isCode: (VirtualAddress) -> Bool) throws(Gap) -> [VirtualAddress] {
        var callers: [VirtualAddress] = []
        var next = context
        while next.rawValue != 0, callers.count < Self.linkLimit {
            guard let link = links.first(where: { $0.context == next }) else {
                throw callers.isEmpty ? .noContext : .notCopied
            }
            guard isCode(link.resume) else { throw .noCode }
            callers.append(link.resume)
            next = link.parent
        }
        return callers
    }

    /// The task allocator aligns what it gives to 16 bytes.
    public static func mayBeContext(_ address: VirtualAddress) -> Bool {
        address.rawValue % 16 == 0 && address.rawValue >= 1 << 16 && address.rawValue < 1 << 47
    }

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
