import CGlass
import GlassModel

/// What a watched process did to a stream connection.
public struct SocketTapEvent: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        /// The connection was seen for the first time since the tap was attached. `accepted` is nil where it was open
        /// before.
        case opened(SocketEnds, accepted: Bool?)
        /// So many bytes were read; 0 says that the peer will send no more.
        case read(total: Int)
        case wrote(total: Int)
        /// Its last descriptor was closed. Where the tap was detached meanwhile, it may have been announced before that.
        case closed
        /// Of this connection something was not seen here: events were lost, or the tap was detached.
        case gap
    }

    public let action: Action
    /// The inode number of the socket.
    public let inode: UInt64
    /// Of the monotonic clock, when the call returned.
    public let time: Nanoseconds
    public let process: ProcessID
    public let thread: ThreadID
    /// CPU time of the thread, from an arbitrary origin: only differences between readings of one thread count.
    public let cpu: Nanoseconds
    /// How often the thread has come back from waiting for many things at once: `epoll_wait`, `io_uring_enter`,
    /// `select`, `poll` of more than one descriptor.
    public let turn: UInt32
    /// The address of the asyncio task that wrote; 0 where there was none or it is not known.
    public let task: UInt64

    init(_ raw: cglass_socket_event, _ action: Action) {
        self.action = action
        inode = raw.inode
        time = Nanoseconds(Int64(truncatingIfNeeded: raw.time))
        process = ProcessID(Int32(truncatingIfNeeded: raw.process))
        thread = ThreadID(Int32(truncatingIfNeeded: raw.thread))
        cpu = Nanoseconds(Int64(truncatingIfNeeded: raw.cpu))
        turn = raw.turn
        task = raw.task
    }
}

/// Where CPython keeps the asyncio task that an event loop runs: a dictionary of event loop → task, or a pointer to the task.
/// All addresses are the target's.
public struct AsyncioEventLoop: Hashable, Sendable {
    /// Where the members of a dictionary and its keys lie, in bytes.
    public struct Layout: Hashable, Sendable {
        /// `ma_keys` in the dictionary.
        public var keys: UInt16
        /// `dk_kind`, `dk_log2_index_bytes`, `dk_nentries` and `dk_indices` in the keys; the first three within 32 bytes.
        public var kind: UInt16
        public var log2IndexBytes: UInt16
        public var entriesCount: UInt16
        public var indices: UInt16

        public init(keys: UInt16, kind: UInt16, log2IndexBytes: UInt16, entriesCount: UInt16, indices: UInt16) {
            self.keys = keys
            self.kind = kind
            self.log2IndexBytes = log2IndexBytes
            self.entriesCount = entriesCount
            self.indices = indices
        }

        /// That of CPython 3.11 on 64-bit machines.
        public static let cpython311 = Layout(keys: 32, kind: 10, log2IndexBytes: 9, entriesCount: 24, indices: 32)
    }

    public var loop: VirtualAddress
    public var currentTasks: VirtualAddress
    /// Nil where a pointer to the task stands at ``currentTasks``.
    public var layout: Layout?

    /// A loop whose task is said by a pointer at `currentTask`, which is null between two tasks.
    public init(loop: VirtualAddress, currentTask: VirtualAddress) {
        self.loop = loop
        currentTasks = currentTask
        layout = nil
    }

    public init(loop: VirtualAddress, currentTasks: VirtualAddress, layout: Layout = .cpython311) {
        self.loop = loop
        self.currentTasks = currentTasks
        self.layout = layout
    }

    var raw: cglass_event_loop {
        var raw = cglass_event_loop()
        raw.loop = loop.rawValue
        raw.current_tasks = currentTasks.rawValue
        guard let layout else {
            raw.is_pointer = 1
            return raw
        }
        raw.keys_offset = layout.keys
        raw.kind_offset = layout.kind
        raw.log2_index_bytes_offset = layout.log2IndexBytes
        raw.entries_count_offset = layout.entriesCount
        raw.indices_offset = layout.indices
        return raw
    }
}
