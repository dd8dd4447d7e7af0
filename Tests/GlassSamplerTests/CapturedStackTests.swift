import GlassModel
import GlassSystem
import Glibc
import Testing

@testable import GlassSampler

/// How much of a stack is asked for, of memory of the test's own.
struct CapturedStackTests {
    private let own = RemoteMemory(of: ProcessID(getpid()))
    private let page = 4096

    /// Calls `body` with where so many pages of memory begin, with nothing behind them.
    private func withPages(_ count: Int, _ body: (VirtualAddress) throws -> Void) throws {
        let size = (count + 1) * page
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        let memory = try #require(start != MAP_FAILED ? start : nil)
        defer { munmap(memory, size) }
        #expect(mprotect(memory + count * page, page, PROT_NONE) == 0)
        try body(VirtualAddress(UInt64(UInt(bitPattern: memory))))
    }

    @Test func noMoreIsAskedForThanThereWasTheLastTime() throws {
        try withPages(3) { start in
            let (stack, advice) = (CapturedStack(), CopyAdvice())
            let end = start.rawValue + UInt64(3 * page)
            func copied(at place: Int) -> Int {
                stack.prepare(for: advice)
                return stack.copyStack(at: start.advanced(by: Int64(place)), from: own) ? stack.count : 0
            }
            // From the red zone on.
            #expect(copied(at: page) == 2 * page + 128)
            #expect(advice.stackEnd.load(ordering: .relaxed) == end)
            #expect(copied(at: 2 * page) == page + 128)
            #expect(advice.stackEnd.load(ordering: .relaxed) == end)
        }
    }

    /// What the thread has mapped there since is copied when the unwinder misses it.
    @Test func whoNeedsMoreIsGivenMore() throws {
        try withPages(3) { start in
            let (stack, advice) = (CapturedStack(), CopyAdvice())
            advice.stackEnd.store(start.rawValue + UInt64(page), ordering: .relaxed)
            stack.prepare(for: advice)
            #expect(stack.copyStack(at: start.advanced(by: 256), from: own) && stack.count == page - 128)
            var learner = CopySizeLearner()
            learner.grow(missing: start.advanced(by: Int64(page)), base: stack.base, advice)
            stack.prepare(for: advice)
            #expect(stack.copyStack(at: start.advanced(by: 256), from: own) && stack.count == 3 * page - 128)
        }
    }

    @Test func nothingBehindTheOutermostFrameIsCopied() throws {
        try withPages(3) { start in
            let (stack, advice) = (CapturedStack(), CopyAdvice())
            var learner = CopySizeLearner()
            learner.end(at: start.advanced(by: 1000), advice)
            stack.prepare(for: advice)
            #expect(stack.copyStack(at: start.advanced(by: 256), from: own) && stack.count == 1000 - 128)
            // Another of its stacks ends higher, and was copied too short once.
            learner.grow(missing: start.advanced(by: 2000), base: stack.base, advice)
            learner.end(at: start.advanced(by: 1000), advice)
            stack.prepare(for: advice)
            #expect(stack.copyStack(at: start.advanced(by: 256), from: own) && stack.count == 2008 - 128)
        }
    }

    /// As `select` in Python, which has 50 kB of arrays.
    @Test func aFunctionThatIsSeldomMetIsCopiedWholeAfterTheFirstTime() throws {
        try withPages(16) { start in
            let (stack, advice) = (CapturedStack(), CopyAdvice())
            var learner = CopySizeLearner()
            let end = start.advanced(by: Int64(15 * page))
            func copied(at place: Int) -> Int {
                stack.prepare(for: advice)
                return stack.copyStack(at: start.advanced(by: Int64(place)), from: own) ? stack.count : 0
            }
            learner.end(at: end, advice)
            for _ in 0..<100 { learner.shrink(need: 500, advice) }
            let small = advice.size.load(ordering: .relaxed)
            #expect(copied(at: 256) == small && small < 4 * page)
            learner.grow(missing: end.advanced(by: -8), base: stack.base, advice)
            learner.end(at: end, advice)
            for _ in 0..<100 { learner.shrink(need: 500, advice) }
            #expect(advice.size.load(ordering: .relaxed) == small)
            #expect(copied(at: 256) == 15 * page - 128)
            #expect(copied(at: 14 * page) == page + 128)
        }
    }

    /// A copy that was only tried leaves nothing in the next one.
    @Test func aCopyReplacesTheOneBefore() throws {
        try withPages(1) { start in
            let (stack, advice) = (CapturedStack(), CopyAdvice())
            let memory = try #require(UnsafeMutableRawPointer(bitPattern: UInt(start.rawValue)))
            func firstByte(_ value: UInt8, at place: Int) -> UInt8? {
                memset(memory, Int32(value), page)
                stack.prepare(for: advice)
                return stack.copyStack(at: start.advanced(by: Int64(place)), from: own) ? stack.bytes.first : nil
            }
            #expect(firstByte(1, at: 128) == 1 && stack.count == page)
            #expect(firstByte(2, at: 1024) == 2 && stack.count == page - 1024 + 128)
            #expect(stack.bytes.allSatisfy { $0 == 2 })
        }
    }

    /// A coroutine's, or that of signals.
    @Test func aStackElsewhereIsCopiedWhole() throws {
        try withPages(3) { start in
            let (stack, advice) = (CapturedStack(), CopyAdvice())
            advice.stackEnd.store(start.rawValue, ordering: .relaxed)
            stack.prepare(for: advice)
            #expect(stack.copyStack(at: start.advanced(by: 128), from: own) && stack.count == 3 * page)
        }
    }
}
