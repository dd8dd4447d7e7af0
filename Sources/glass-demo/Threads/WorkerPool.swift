import Foundation
import NIOCore

/// A fixed number of threads, `worker-1`…, that take jobs in order. CPU and SQLite work goes here, off the event loops.
///
/// `@unchecked Sendable`: `jobs` and `stopping` are only touched while `condition` is locked, `threads` only by the owner.
final class WorkerPool: @unchecked Sendable {
    private typealias Job = @Sendable () -> Void

    private let condition = NSCondition()
    private var jobs: [Job] = []
    private var stopping = false
    private var threads: [NamedThread] = []

    /// - Throws: `DemoError.noThread`; threads that had started are ended again.
    init(threads count: Int) throws {
        do {
            for number in 1...max(1, count) {
                threads.append(try NamedThread("worker-\(number)") { [self] in takeJobs() })
            }
        } catch {
            stop()
            throw error
        }
    }

    /// Runs the work on a worker; the future fails with what the work threw, or with `Stopped`.
    func run<Value: Sendable>(
        on loop: any EventLoop, _ work: @escaping @Sendable () throws -> Value
    ) -> EventLoopFuture<Value> {
        let promise = loop.makePromise(of: Value.self)
        if !enqueue({ promise.completeWith(Result(catching: work)) }) { promise.fail(Stopped()) }
        return promise.futureResult
    }

    /// Finishes the jobs that wait, then ends the threads.
    func stop() {
        condition.withLock {
            stopping = true
            condition.broadcast()
        }
        for thread in threads { thread.join() }
        threads = []
    }

    /// The pool takes no more work.
    struct Stopped: Error {}
}

extension WorkerPool {
    private func enqueue(_ job: @escaping Job) -> Bool {
        condition.withLock {
            guard !stopping else { return false }
            jobs.append(job)
            condition.signal()
            return true
        }
    }

    private func takeJobs() {
        while let job = nextJob() { job() }
    }

    @inline(never)
    private func nextJob() -> Job? {
        condition.withLock {
            while jobs.isEmpty, !stopping { condition.wait() }
            return jobs.isEmpty ? nil : jobs.removeFirst()
        }
    }
}
