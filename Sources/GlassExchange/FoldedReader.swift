import GlassModel

/// Reads folded stacks, a piece of the input at a time: lines of functions, outermost first with `;` between, a blank
/// and a count. What the count means a file does not say; it is taken as samples and as CPU microseconds alike, so
/// that shares are right either way, and times where glass wrote the file.
public struct FoldedReader {
    static let format = "folded stacks"
    /// Frames further in than this are cut off.
    static let depthLimit = 4_096

    private let name: String
    private var builder = ImportBuilder()
    private let thread: ThreadKey
    private var lineNumber = 0
    /// The beginning of a line whose end has not come yet.
    private var unfinished: [UInt8] = []
    /// The line before: sorted files repeat most of it, and what is repeated needs no look-up.
    private var last = LastStack()

    /// - Parameter name: What errors call the input.
    public init(name: String) {
        self.name = name
        thread = builder.thread(name: "all")
    }

    /// Takes the next piece of the input.
    public mutating func read(_ bytes: some Sequence<UInt8>) {
        let handled: Void? = bytes.withContiguousStorageIfAvailable { read(lines: $0) }
        if handled == nil { Array(bytes).withUnsafeBufferPointer { read(lines: $0) } }
    }

    /// Call once after the last piece.
    public mutating func finish() throws(ImportError) -> ImportResult {
        if !unfinished.isEmpty { endUnfinishedLine() }
        return try builder.finish(name: name, format: Self.format, started: Timestamp(nanosecondsSinceEpoch: 0))
    }

    private mutating func read(lines bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            if unfinished.isEmpty {
                read(line: UnsafeBufferPointer(rebasing: bytes[start..<end]))
            } else {
                unfinished.append(contentsOf: bytes[start..<end])
                endUnfinishedLine()
            }
            start = end + 1
        }
        unfinished.append(contentsOf: bytes[start...])
    }

    private mutating func endUnfinishedLine() {
        let line = unfinished
        unfinished = []
        line.withUnsafeBufferPointer { read(line: $0) }
    }

    private mutating func read(line: UnsafeBufferPointer<UInt8>) {
        lineNumber += 1
        guard let end = line.lastIndex(where: { !Self.isBlank($0) }) else { return }
        let text = line[...end]
        if text.first == 0x23 { return }
        guard let blank = text.lastIndex(where: { Self.isBlank($0) }),
            let count = Self.count(text[(blank + 1)...])
        else {
            builder.reject("line \(lineNumber)", "no count at the end")
            return
        }
        guard let stackEnd = text[..<blank].lastIndex(where: { !Self.isBlank($0) }) else {
            builder.reject("line \(lineNumber)", "a count without a stack")
            return
        }
        guard count > 0 else { return }
        guard let stack = stack(UnsafeBufferPointer(rebasing: text[...stackEnd])) else { return }
        let time = Nanoseconds(count.multipliedReportingOverflow(by: 1_000).overflow ? .max : count * 1_000)
        builder.add(Weight(samples: count, cpu: time, wall: time), second: 0, thread: thread, stack: stack)
    }

    private mutating func stack(_ text: UnsafeBufferPointer<UInt8>) -> StackID? {
        var known = last.framesShared(with: text)
        last.keep(known)
        last.text = Array(text)
        var start = known > 0 ? last.ends[known - 1] + 1 : 0
        while start <= text.count {
            let end = text[start...].firstIndex(of: 0x3B) ?? text.count
            if known == Self.depthLimit - 1, end < text.count {
                builder.reject("line \(lineNumber)", "deeper than \(Self.depthLimit) frames; the rest was cut off")
                let cut = builder.frame("[deeper than \(Self.depthLimit) frames]")
                return builder.stack(cut, below: last.stacks.last)
            }
            let frame = builder.frame(String(decoding: text[start..<end], as: UTF8.self))
            last.append(builder.stack(frame, below: last.stacks.last), end: end)
            known += 1
            start = end + 1
        }
        return last.stacks.last
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// A whole number, or one with decimals, rounded.
    private static func count(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        guard !text.isEmpty, text.count < 32 else { return nil }
        guard text.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
        let digits = String(decoding: text, as: UTF8.self)
        return Int64(digits) ?? Double(digits).flatMap { Int64(exactly: $0.rounded()) }
    }
}

/// The stack of the line before, frame by frame.
private struct LastStack {
    var text: [UInt8] = []
    /// Where each frame ends in the text.
    private(set) var ends: [Int] = []
    private(set) var stacks: [StackID] = []

    /// How many whole frames at the beginning are the same.
    func framesShared(with other: UnsafeBufferPointer<UInt8>) -> Int {
        var same = 0
        let limit = min(text.count, other.count)
        while same < limit, text[same] == other[same] { same += 1 }
        let firstChanged = ends.firstIndex { end in
            end > same || (end == same && end < other.count && other[end] != 0x3B)
        }
        return firstChanged ?? ends.count
    }

    mutating func keep(_ count: Int) {
        ends.removeSubrange(count...)
        stacks.removeSubrange(count...)
    }

    mutating func append(_ stack: StackID, end: Int) {
        stacks.append(stack)
        ends.append(end)
    }
}
