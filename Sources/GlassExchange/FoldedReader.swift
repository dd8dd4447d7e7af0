import GlassModel

/// Reads folded stacks, a piece of the input at a time: lines of functions, outermost first with `;` between, a blank
/// and a count. What the count means a file does not say; it is taken as samples and as CPU microseconds alike, so
/// that shares are right either way, and times where glass wrote the file.
public struct FoldedReader {
    static let format = "folded stacks"
    /// Frames further in than this are cut off.
    static let depthLimit = 4_096

    private let name: String
    private var lines = LineReader(FoldedLines())

    /// - Parameter name: What errors call the input.
    public init(name: String) { self.name = name }

    /// Takes the next piece of the input.
    public mutating func read(_ bytes: some Sequence<UInt8>) { lines.read(bytes) }

    /// Call once after the last piece.
    public mutating func finish() throws(ImportError) -> ImportResult {
        lines.finish()
        return try lines.taker.finish(name: name)
    }
}

/// What the lines of a file add up to. A line whose stack was there before costs one look into a table; of a new one,
/// what it begins with like the new one before it needs none.
private struct FoldedLines: LineTaker {
    private struct Total {
        let stack: StackID
        let isCut: Bool
        var count: Int64
    }

    private var builder = ImportBuilder()
    /// The stacks that were there, as text.
    private var known = NumberTable<TextHash>()
    /// By their numbers.
    private var totals: ContiguousArray<Total> = []
    private var last = LastStack()

    mutating func take(_ line: UnsafeBufferPointer<UInt8>, number: Int) {
        guard let end = line.lastIndex(where: { !$0.isBlank }), line[0] != 0x23 else { return }
        let text = line[...end]
        guard let blank = text.lastIndex(where: { $0.isBlank }), let count = Self.count(text[(blank + 1)...]) else {
            return builder.reject("line \(number)", "no count at the end")
        }
        guard let stackEnd = text[..<blank].lastIndex(where: { !$0.isBlank }) else {
            return builder.reject("line \(number)", "a count without a stack")
        }
        guard count > 0 else { return }
        let place = total(of: UnsafeBufferPointer(rebasing: text[...stackEnd]))
        totals[place].count = totals[place].count.clampedSum(count)
        guard totals[place].isCut else { return }
        builder.reject("line \(number)", "deeper than \(FoldedReader.depthLimit) frames; the rest was cut off")
    }

    mutating func skippedLine(number: Int) { builder.reject("line \(number)", "too long for a stack") }

    mutating func finish(name: String) throws(ImportError) -> ImportResult {
        known = NumberTable()
        let thread = builder.thread(name: "all")
        builder.add(
            totals.lazy.map { total in
                let time = Nanoseconds(total.count.clampedProduct(1_000))
                let weight = Weight(samples: total.count, cpu: time, wall: time)
                return Rollup(second: 0, thread: thread, stack: total.stack, weight: weight)
            })
        totals = []
        return try builder.finish(name: name, format: FoldedReader.format)
    }

    private mutating func total(of text: UnsafeBufferPointer<UInt8>) -> Int {
        let (number, isNew) = known.number(of: TextHash(text), orInsert: Int32(clamping: totals.count))
        if isNew {
            let (stack, isCut) = stack(text)
            totals.append(Total(stack: stack, isCut: isCut, count: 0))
        }
        return Int(number)
    }

    private mutating func stack(_ text: UnsafeBufferPointer<UInt8>) -> (StackID, isCut: Bool) {
        var start = last.keepWhatIsShared(with: text)
        while true {
            let end = text[start...].firstIndex(of: 0x3B) ?? text.count
            if last.depth == FoldedReader.depthLimit - 1, end < text.count {
                let cut = builder.frame("[deeper than \(FoldedReader.depthLimit) frames]")
                return (builder.stack(cut, below: last.stack), true)
            }
            let frame = builder.frame(UnsafeBufferPointer(rebasing: text[start..<end]))
            let stack = builder.stack(frame, below: last.stack)
            last.append(stack, end: end)
            if end == text.count { return (stack, false) }
            start = end + 1
        }
    }

    /// A whole number, or one with decimals, rounded.
    private static func count(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        guard !text.isEmpty, text.count < 32 else { return nil }
        var whole: Int64 = 0
        for byte in text {
            guard (0x30...0x39).contains(byte), whole < Int64.max / 10 - 1 else { return longCount(text) }
            whole = whole * 10 + Int64(byte & 15)
        }
        return whole
    }

    private static func longCount(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        guard text.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
        let digits = String(decoding: text, as: UTF8.self)
        return Int64(digits) ?? Double(digits).flatMap { Int64(exactly: $0.rounded()) }
    }
}

/// The stack of the new line before, frame by frame: sorted files repeat most of it.
private struct LastStack {
    private var text: [UInt8] = []
    /// Where each frame ends in the text.
    private var ends: [Int] = []
    private var stacks: [StackID] = []

    var depth: Int { ends.count }
    var stack: StackID? { stacks.last }

    /// Drops the frames that another text does not begin with, and takes its place. Gives where its first new frame
    /// begins; a frame is always left to come.
    mutating func keepWhatIsShared(with other: UnsafeBufferPointer<UInt8>) -> Int {
        let same = text.withUnsafeBufferPointer { $0.countOfSame(as: other) }
        var kept = ends.count
        while kept > 0, !isShared(ends[kept - 1], same, other) { kept -= 1 }
        ends.removeSubrange(kept...)
        stacks.removeSubrange(kept...)
        // Only the part that is new is copied.
        text.removeSubrange(same...)
        text.append(contentsOf: other[same...])
        return kept > 0 ? ends[kept - 1] + 1 : 0
    }

    private func isShared(_ end: Int, _ same: Int, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        end <= same && end < other.count && other[end] == 0x3B
    }

    mutating func append(_ stack: StackID, end: Int) {
        stacks.append(stack)
        ends.append(end)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// How many bytes both begin with.
    fileprivate func countOfSame(as other: Self) -> Int {
        let (mine, others) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
        let limit = Swift.min(count, other.count)
        var same = 0
        while same + 8 <= limit {
            let difference =
                mine.loadUnaligned(fromByteOffset: same, as: UInt64.self).littleEndian
                ^ others.loadUnaligned(fromByteOffset: same, as: UInt64.self).littleEndian
            if difference != 0 { return same + difference.trailingZeroBitCount / 8 }
            same += 8
        }
        while same < limit, mine[same] == others[same] { same += 1 }
        return same
    }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D }
}

extension Int64 {
    /// The sum of two that are not negative, or the greatest number there is.
    func clampedSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// The product of two that are not negative, or the greatest number there is.
    func clampedProduct(_ other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
