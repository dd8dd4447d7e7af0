import Glibc

/// SIGINT and SIGTERM, taken by waiting for them rather than by a handler.
struct EndingSignals {
    private var set = sigset_t()

    /// Blocks the signals in this thread and in all that it starts later, and ignores SIGPIPE.
    init() {
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Has SIGTERM sent to this process when standard input comes to its end.
    func comeWhenInputEnds() throws {
        _ = try NamedThread("parent") {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            kill(getpid(), SIGTERM)
        }
    }

    /// Returns when one of the signals arrives, or when the time is over.
    func wait(atMost limit: DurationArgument?) {
        var awaited = set
        guard let limit else {
            var received: CInt = 0
            while sigwait(&awaited, &received) != 0 {}
            return
        }
        waitUntil(Self.now() + .milliseconds(limit.milliseconds), for: &awaited)
    }

    private func waitUntil(_ deadline: Duration, for awaited: inout sigset_t) {
        while true {
            let left = deadline - Self.now()
            guard left > .zero else { return }
            var timeout = timespec(
                tv_sec: Int(left.components.seconds), tv_nsec: Int(left.components.attoseconds / 1_000_000_000))
            // A debugger or profiler that stops this thread ends the call early with EINTR: wait for the rest.
            if sigtimedwait(&awaited, nil, &timeout) >= 0 { return }
        }
    }

    private static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
