import CGlass
import Glibc
import Synchronization

/// A plain thread of the operating system, for work that must stay on one (ptrace) or may block for long.
public final class OSThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread that runs `body`; the name is cut to the 15 bytes that the kernel keeps.
    public init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let start = Unmanaged.passRetained(Start(name: String(name.prefix(15)), body: body))
        var handle = pthread_t()
        let result = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                _ = cglass_set_name_of_calling_thread(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard result == 0 else {
            start.release()
            throw SystemError(call: "pthread_create", subject: name, errno: .init(rawValue: result))
        }
        self.handle = handle
    }

    /// Waits until it has ended. Call it once.
    public func join() { pthread_join(handle, nil) }

    /// Lets timers of the calling thread end on time instead of up to 50 µs late.
    public static func sharpenTimers() { _ = cglass_set_timer_slack(1) }

    /// Lets the calling thread go before others, where that is allowed: while it waits for a CPU, a thread that it has
    /// stopped waits as well, and a ring that it reads runs full.
    public static func prefer() { _ = cglass_prefer_calling_thread() }

    /// Lets the calling thread run the moment that it is ready, before all ordinary threads, where that is allowed. For one
    /// that works for some microseconds at a time: nobody else gets its CPU meanwhile.
    public static func preemptOthers() { _ = cglass_set_policy(SCHED_FIFO, sched_get_priority_min(SCHED_FIFO)) }

    /// Makes the calling thread an ordinary one again.
    public static func standBack() { _ = cglass_set_policy(SCHED_OTHER, 0) }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
