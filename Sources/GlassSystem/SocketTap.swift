import CGlass
import GlassModel
import Glibc
import SystemPackage

/// Watches what processes read from and write to their stream connections (TCP and Unix), from inside the kernel: the
/// processes are neither stopped nor changed. Needs CAP_BPF and CAP_PERFMON.
///
/// Attach it only while somebody wants to know: ``attach()`` and ``detach()`` take a millisecond and leave the watched
/// processes known. For use by one thread.
public final class SocketTap {
    /// How many bytes at the front of a read or write are captured at most.
    public static let usualHead = Int(CGLASS_USUAL_HEAD)
    /// The same where they begin a request (a message of a PostgreSQL client, a Redis command, the head of a request of
    /// HTTP/1) or go on with a pipeline. What is longer comes in several events, of which all but the last are whole.
    public static let maximumHead = Int(CGLASS_MAXIMUM_HEAD)
    /// How many bytes at the end of a longer read or write are captured besides.
    public static let maximumTail = Int(CGLASS_MAXIMUM_TAIL)

    private let loader: SocketTapLoader
    private let maps: Maps
    private let ring: SocketTapRing
    private var settings: cglass_tap_settings
    private var attachments: [Int32] = []

    private static let programs = ["on_fork", "on_exit", "on_system_call_return"]

    private struct Maps {
        let watched, marks, loops, settings, counts: Int32
    }

    /// Loads the program. Nothing is watched and nothing costs before ``attach()``.
    public init() throws(SocketTapError) {
        loader = try SocketTapLoader()
        maps = Maps(
            watched: try loader.map("watched"), marks: try loader.map("marks"), loops: try loader.map("loops"),
            settings: try loader.map("settings"),
            counts: try loader.map("counts"))
        ring = try SocketTapRing(map: try loader.map("events"))
        settings = cglass_tap_settings(generation: 0, watch_generation: 0)
    }

    deinit { detach() }

    public var isAttached: Bool { !attachments.isEmpty }

    /// Begins to watch. Each connection is announced anew with its next event, followed by a gap where it was known.
    public func attach() throws(SocketTapError) {
        guard !isAttached else { return }
        settings.generation &+= 1
        try set(maps.settings, UInt32(0), settings, "changing the settings")
        do {
            for name in Self.programs { attachments.append(try loader.attach(name)) }
        } catch {
            detach()
            throw error
        }
    }

    /// Stops watching. What has happened by then can still be polled. Processes that are made meanwhile are not watched.
    public func detach() {
        for descriptor in attachments { close(descriptor) }
        attachments = []
    }

    /// Watches a process and those that it will make from now on.
    public func watch(_ process: ProcessID) throws(SocketTapError) {
        let step = "watching process \(process)"
        let slot = UInt32(bitPattern: process.rawValue) % UInt32(CGLASS_MARK_COUNT)
        try set(maps.watched, process.rawValue, UInt8(1), step)
        try set(maps.marks, slot, UInt8(1), step)
        try forgetWhoIsWatched()
    }

    /// Its children stay watched.
    public func unwatch(_ process: ProcessID) {
        remove(maps.watched, process.rawValue)
        try? forgetWhoIsWatched()
    }

    /// Has the program look up anew whether a thread is of a watched process.
    private func forgetWhoIsWatched() throws(SocketTapError) {
        settings.watch_generation &+= 1
        try set(maps.settings, UInt32(0), settings, "changing the settings")
    }

    /// Says where the asyncio task that a thread runs is found; nil where there is none any more.
    public func setEventLoop(_ loop: AsyncioEventLoop?, of thread: ThreadID) throws(SocketTapError) {
        guard let loop else { return remove(maps.loops, thread.rawValue) }
        try set(maps.loops, thread.rawValue, loop.raw, "noting the event loop of thread \(thread)")
    }

    /// Waits until a good many events have come together, at most for `timeout`, and passes all that are there on in
    /// their order: each with the first and the last bytes of what was moved. The two never overlap, and are valid
    /// during the call. What lies between them was not captured.
    public func poll(timeout: Nanoseconds, _ body: (SocketTapEvent, _ head: RawSpan, _ tail: RawSpan) -> Void) {
        wait(atMost: timeout)
        consume(body)
    }

    /// The first half of ``poll(timeout:_:)``: waits until a good many events have come together, at most for `timeout`.
    public func wait(atMost timeout: Nanoseconds) { ring.wait(timeout) }

    /// The second half: passes all that are there on.
    public func consume(_ body: (SocketTapEvent, _ head: RawSpan, _ tail: RawSpan) -> Void) { ring.consume(body) }

    /// Events that were not delivered since the tap was made, because nobody polled in time.
    public var lostEvents: Int64 { Int64(clamping: total(of: \.lost)) }

    /// Calls of watched processes that were looked at since the tap was made, whether or not they were on connections.
    public var handledCalls: Int64 { Int64(clamping: total(of: \.events)) }

    /// How long the program has run on behalf of the watched processes: what it has cost them, but for the few hundred
    /// nanoseconds that each of their system calls takes longer.
    public var cost: Nanoseconds { Nanoseconds(Int64(clamping: total(of: \.nanoseconds))) }

    private func total(of count: KeyPath<cglass_tap_counts, UInt64>) -> UInt64 {
        let processors = Int(cglass_bpf_cpu_count())
        guard processors > 0 else { return 0 }
        var counts = [cglass_tap_counts](repeating: cglass_tap_counts(), count: processors)
        var key: UInt32 = 0
        let result = counts.withUnsafeMutableBytes { cglass_bpf_get(maps.counts, &key, $0.baseAddress) }
        guard result == 0 else { return 0 }
        return counts.reduce(0) { $0 &+ $1[keyPath: count] }
    }

    private func set<Key: BitwiseCopyable, Value: BitwiseCopyable>(
        _ map: Int32, _ key: Key, _ value: Value, _ step: String
    ) throws(SocketTapError) {
        let result = withUnsafeBytes(of: key) { key in
            withUnsafeBytes(of: value) { cglass_bpf_set(map, key.baseAddress, $0.baseAddress) }
        }
        guard result == 0 else { throw SocketTapLoader.failure(step, -result) }
    }

    private func remove<Key: BitwiseCopyable>(_ map: Int32, _ key: Key) {
        _ = withUnsafeBytes(of: key) { cglass_bpf_remove(map, $0.baseAddress) }
    }
}
