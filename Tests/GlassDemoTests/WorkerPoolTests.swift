import Foundation
import NIOCore
import Synchronization
import Testing

@testable import glass_demo

@Suite struct WorkerPoolTests {
    private let loops = makeEventLoops(named: "test", count: 1)

    @Test func runsEveryJobBeforeItEnds() async throws {
        let pool = try WorkerPool(threads: 3)
        let done = Atomic<Int>(0)
        let futures = (0..<200).map { number in
            pool.run(on: loops.next()) { () -> Int in
                done.wrappingAdd(1, ordering: .relaxed)
                return number
            }
        }
        pool.stop()
        #expect(done.load(ordering: .relaxed) == 200)
        #expect(try await EventLoopFuture.whenAllSucceed(futures, on: loops.next()).get() == Array(0..<200))
        try await loops.shutdownGracefully()
    }

    @Test func handsErrorsOnAndRefusesWorkWhenStopped() async throws {
        struct Broken: Error {}
        let pool = try WorkerPool(threads: 1)
        await #expect(throws: Broken.self) { try await pool.run(on: loops.next()) { throw Broken() }.get() }
        pool.stop()
        await #expect(throws: WorkerPool.Stopped.self) { try await pool.run(on: loops.next()) { 1 }.get() }
        try await loops.shutdownGracefully()
    }

    @Test func namesItsThreads() async throws {
        let pool = try WorkerPool(threads: 1)
        let name = try await pool.run(on: loops.next()) { currentThreadName() }.get()
        #expect(name == "worker-1")
        pool.stop()
        #expect(try await loops.next().submit { currentThreadName() }.get() == "test")
        try await loops.shutdownGracefully()
    }

    @Test func aStopWakesASleeper() throws {
        let signal = StopSignal()
        let thread = try NamedThread("sleeper") { while signal.sleep(milliseconds: 3_600_000) {} }
        signal.stop()
        thread.join()
        #expect(!signal.sleep(milliseconds: 3_600_000))
        #expect(StopSignal().sleep(milliseconds: 1))
    }
}

private func currentThreadName() -> String {
    (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8))?
        .trimmingCharacters(in: .newlines) ?? ""
}
