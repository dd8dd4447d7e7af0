import GlassModel

/// What each stack and each thread took, by index.
struct RollupSums: Equatable {
    enum Sign { case plus, minus }

    private(set) var stacks: [Weight]
    private(set) var threads: [Weight]

    init(stacks: Int, threads: Int) {
        self.stacks = Array(repeating: .zero, count: stacks)
        self.threads = Array(repeating: .zero, count: threads)
    }

    /// Both to add to without a look at who else holds them: for millions of entries.
    struct Buffers {
        fileprivate let stacks: UnsafeMutableBufferPointer<Weight>
        fileprivate let threads: UnsafeMutableBufferPointer<Weight>

        /// What has no place is left out.
        @inline(__always)
        func add(_ weight: Weight, stack: Int, thread: Int) {
            add(weight, stack: stack)
            add(weight, thread: thread)
        }

        @inline(__always)
        func add(_ weight: Weight, stack: Int) {
            if stack >= 0, stack < stacks.count { stacks[stack] += weight }
        }

        @inline(__always)
        func add(_ weight: Weight, thread: Int) {
            if thread >= 0, thread < threads.count { threads[thread] += weight }
        }
    }

    mutating func withBuffers<Failure: Error>(_ body: (Buffers) throws(Failure) -> Void) throws(Failure) {
        var failure: Failure?
        stacks.withUnsafeMutableBufferPointer { stacks in
            threads.withUnsafeMutableBufferPointer { threads in
                do throws(Failure) {
                    try body(Buffers(stacks: stacks, threads: threads))
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
    }

    /// Whether nothing is negative: if so, what was taken away was not more than there was.
    var areSound: Bool { !stacks.contains { !$0.isSound } && !threads.contains { !$0.isSound } }
}
