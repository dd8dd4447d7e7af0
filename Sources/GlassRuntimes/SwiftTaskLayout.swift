import GlassModel

/// How Swift's runtime lays a task out in memory (`AsyncTask` in swift/ABI/Task.h), as far as it is read.
public struct SwiftTaskLayout: Sendable {
    /// What each task begins with: the address of its metadata.
    let metadata: UInt64
    /// The bytes of a task, behind which stands its parent where it is a child.
    let size: Int

    /// Nil where that cannot be the layout of a task.
    public init?(metadata: UInt64, size: UInt64) {
        guard metadata != 0, size % 8 == 0, let size = Int(exactly: size), 104...1024 ~= size else { return nil }
        self.metadata = metadata
        self.size = size
    }

    /// The bytes of a task that are read: up to its parent.
    var readSize: Int { size + 8 }
}

/// What stood in a task at one moment.
struct SwiftTaskState: Equatable, Sendable {
    /// The task that it is a child of.
    let parent: VirtualAddress?
    /// The code that goes on when the task does, and the context that it is given; of old where the task runs.
    let resume: VirtualAddress
    let context: VirtualAddress
    let isRunning: Bool

    private enum Offset {
        static let flags = 32
        static let resume = 56
        static let context = 64
        static let status = 96
    }

    private static let kindMask: UInt32 = 0xff
    private static let isChild: UInt32 = 1 << 24
    private static let isRunning: UInt32 = 0x800

    /// Nil where no task stands at the beginning of `bytes`.
    init?(_ bytes: UnsafeRawBufferPointer, _ layout: SwiftTaskLayout) {
        guard bytes.count >= layout.readSize else { return nil }
        func word(_ offset: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        let flags = bytes.loadUnaligned(fromByteOffset: Offset.flags, as: UInt32.self)
        guard word(0) == layout.metadata, flags & Self.kindMask == 0 else { return nil }
        parent = flags & Self.isChild != 0 ? VirtualAddress(word(layout.size)) : nil
        resume = VirtualAddress(word(Offset.resume))
        context = VirtualAddress(word(Offset.context))
        let status = bytes.loadUnaligned(fromByteOffset: Offset.status, as: UInt32.self)
        isRunning = status & Self.isRunning != 0
    }
}
