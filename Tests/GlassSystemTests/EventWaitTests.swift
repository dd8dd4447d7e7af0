import GlassModel
import Glibc
import Synchronization
import Testing

@testable import GlassSystem

struct EventWaitTests {
    /// Runs on a thread of its own, in which the signals are blocked.
    private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) throws -> Result {
        let result = Mutex<Swift.Result<Result, any Error>?>(nil)
        let thread = try OSThread(name: "waits") {
            EventWait.blockSignals()
            let outcome = Swift.Result { try body() }
            result.withLock { $0 = outcome }
        }
        thread.join()
        return try #require(result.withLock { $0 }).get()
    }

    private static func within(_ seconds: Int64) -> Nanoseconds {
        Clocks.monotonic + Nanoseconds(seconds * 1_000_000_000)
    }

    /// Signals that wait for this thread alone, as it hears of them with and without other descriptors.
    @Test(arguments: [SIGCHLD, SIGTERM], [true, false])
    func aSignalEndsAWaitAndIsTakenAway(signal: Int32, withOthers: Bool) throws {
        let (first, second) = try onThread {
            let events = try EventWait(watching: [])
            pthread_kill(pthread_self(), signal)
            let first = events.wait(until: Self.within(600), watchOthers: withOthers)
            return (first, events.wait(until: Clocks.monotonic, watchOthers: withOthers))
        }
        #expect(first.isAskedToEnd == (signal == SIGTERM))
        #expect(first.tracedThread == (signal == SIGCHLD ? ThreadID(getpid()) : nil))
        #expect(second.isEmpty)
    }

    @Test func otherDescriptorsAreNotNeglectedForLong() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        #expect(write(ends[1], "!", 1) == 1)
        let waits = try onThread { [reader = ends[0]] in
            let events = try EventWait(watching: [reader])
            // The first wait looks at once; from then on only short ones follow.
            guard events.wait(until: Self.within(600)).readable == 1 else { return -1 }
            var waits = 1
            while events.wait(until: Clocks.monotonic + Nanoseconds(100_000)).readable == 0 { waits += 1 }
            return waits
        }
        #expect(waits > 1)
        let far = try onThread { [reader = ends[0]] in
            let events = try EventWait(watching: [reader])
            _ = events.wait(until: Clocks.monotonic)
            return events.wait(until: Self.within(600)).readable
        }
        #expect(far == 1)
    }
}
