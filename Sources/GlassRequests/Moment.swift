import GlassModel

/// When something was read or written, and what the thread that did it was at.
public struct Moment: Hashable, Sendable {
    /// Of the monotonic clock, when the call returned.
    public var time: Nanoseconds
    public var process: ProcessID
    public var thread: ThreadID
    /// CPU time of the thread, from an origin of its own: only differences between two moments of one thread count.
    public var cpu: Nanoseconds
    /// How often the thread had gone back to waiting for many things at once (`epoll_wait` and its kin). Two moments of
    /// one thread with the same turn lie within one round of its event loop, if it has one.
    public var turn: UInt32
    /// The address of the asyncio task that ran; 0 for none, or where it is not known.
    public var task: UInt64

    public init(
        time: Nanoseconds, process: ProcessID = ProcessID(0), thread: ThreadID = ThreadID(0), cpu: Nanoseconds = .zero,
        turn: UInt32 = 0, task: UInt64 = 0
    ) {
        self.time = time
        self.process = process
        self.thread = thread
        self.cpu = cpu
        self.turn = turn
        self.task = task
    }
}
