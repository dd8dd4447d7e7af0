import GlassModel
import GlassRuntimes
import GlassTestSupport
import Testing

/// The reader of the dict of tasks, on bytes that a test made.
@Suite struct TaskReaderTests {
    private let loop = RunningLoop(
        thread: ThreadID(1), loop: VirtualAddress(0x7000), task: .dictionary(VirtualAddress(0x5000), .since311))
    private let keysAddress = VirtualAddress(0x9000)

    private func dictionary(used: UInt64 = 1, keys: UInt64 = 0x9000) -> [UInt8] {
        words([1, 0x100, used, 7, keys, 0])
    }

    /// A keys block with eight indices of a byte.
    private func keys(kind: UInt8, _ entries: [[UInt64]], count: UInt64? = nil) -> [UInt8] {
        var bytes = words([1, 0, 5, count ?? UInt64(entries.count), 0]) + words(entries.flatMap { $0 })
        bytes[8] = 3
        bytes[9] = 3
        bytes[10] = kind
        return bytes
    }

    private func words(_ words: [UInt64]) -> [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    private func read(_ dictionary: [UInt8], _ keys: [UInt8], at address: UInt64 = 0x9000) -> TaskReader.Reading {
        dictionary.withUnsafeBytes { dictionary in
            keys.withUnsafeBytes {
                TaskReader(loop, .since311).read(dictionary: dictionary, keys: $0, at: VirtualAddress(address))
            }
        }
    }

    @Test("Entries with a hash and without; the newest of a loop counts; deleted ones do not")
    func entries() {
        let general: [[UInt64]] = [[9, 0x7000, 0x111], [9, 0x6000, 0x222], [9, 0x7000, 0x333], [9, 0, 0x444]]
        #expect(read(dictionary(), keys(kind: 0, general)) == .task(VirtualAddress(0x333)))
        #expect(
            read(dictionary(), keys(kind: 1, [[0x7000, 0x555], [0x6000, 0x666]])) == .task(VirtualAddress(0x555)))
        #expect(read(dictionary(), keys(kind: 0, [[9, 0x6000, 0x222]])) == .none)
        #expect(read(dictionary(), keys(kind: 0, [[9, 0x7000, 0]])) == .none)
        #expect(read(dictionary(used: 0), []) == .none)
    }

    @Test("Keys that stand elsewhere, or are more than was copied, are asked for")
    func moreIsNeeded() {
        let block = keys(kind: 0, [[9, 0x7000, 0x111]])
        let usual = TaskReader.Reading.needsKeys(at: keysAddress, byteCount: TaskReader.usualKeysByteCount)
        #expect(read(dictionary(), block, at: 0x8000) == usual)
        #expect(read(dictionary(), []) == usual)
        let cut = keys(kind: 0, [[9, 0x6000, 0x111]], count: 20)
        #expect(read(dictionary(), cut) == .needsKeys(at: keysAddress, byteCount: 32 + 8 + 20 * 24))
    }

    @Test("What is no dict, and counts that are absurd")
    func invalid() {
        #expect(read([], []) == .invalid)
        #expect(read(Array(dictionary().prefix(39)), []) == .invalid)
        #expect(read(dictionary(keys: 0), []) == .invalid)
        #expect(read(dictionary(used: .max), []) == .invalid)
        for count in [1 << 30, 1 << 60, UInt64.max] {
            #expect(read(dictionary(), keys(kind: 0, [], count: count)) == .invalid)
        }
        #expect(read(dictionary(), keys(kind: 9, [])) == .invalid)
    }

    @Test("Any bytes at all")
    func anyBytes() {
        var generator = SeededGenerator(seed: 5)
        for round in 0..<20_000 {
            var object = dictionary()
            var block = keys(kind: 0, [[9, 0x7000, 0x111], [9, 0x6000, 0x222]])
            if round % 2 == 0 { generator.flipBits(2, in: object.indices, of: &object) }
            generator.flipBits(4, in: block.indices, of: &block)
            let reading = read(object, Array(block.prefix(Int.random(in: 0...block.count, using: &generator))))
            if case .needsKeys(_, let count) = reading { #expect(count <= 1 << 16) }
        }
    }
}
