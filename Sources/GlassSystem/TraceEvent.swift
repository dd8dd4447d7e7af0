import CGlass
import GlassModel
import Glibc

/// What waitpid(2) tells of a traced thread.
public enum TraceEvent: Hashable, Sendable {
    /// It stopped because it was asked to, or because it is new.
    case stopped
    /// Job control stopped it (SIGSTOP and its kin).
    case groupStopped
    /// It is about to receive a signal.
    case receives(signal: Int32)
    /// It made a thread or a process.
    case cloned
    /// Its process runs another program now.
    case execed
    /// It is about to end, and still has its memory.
    case ending
    /// Something that was not asked for.
    case other
    case exited(status: Int32)
    case killed(signal: Int32)

    /// The next event that waits to be told, of any thread; nil where there is none. The kernel looks at one traced thread
    /// after the other for that, at all of them where there is none.
    @inline(__always)
    public static func next() -> (thread: ThreadID, event: TraceEvent)? {
        var status: Int32 = 0
        let thread = cglass_wait(-1, &status)
        guard thread > 0 else { return nil }
        return (ThreadID(thread), TraceEvent(status))
    }

    /// The event of this thread that waits to be told; nil where there is none. It costs the same however many are traced.
    @inline(__always)
    public static func next(of thread: ThreadID) -> TraceEvent? {
        var status: Int32 = 0
        return cglass_wait(thread.rawValue, &status) > 0 ? TraceEvent(status) : nil
    }

    /// Decodes a status as wait(2) and ptrace(2) describe it.
    init(_ status: Int32) {
        let low = status & 0x7F
        if low == 0 {
            self = .exited(status: (status >> 8) & 0xFF)
        } else if status & 0xFF != 0x7F {
            self = .killed(signal: low)
        } else {
            self = Self.stop(signal: (status >> 8) & 0xFF, event: status >> 16)
        }
    }

    private static func stop(signal: Int32, event: Int32) -> TraceEvent {
        switch event {
        case 0: .receives(signal: signal)
        case 1, 2, 3: .cloned
        case 4: .execed
        case 6: .ending
        case 128: signal == SIGTRAP ? .stopped : .groupStopped
        default: .other
        }
    }
}
