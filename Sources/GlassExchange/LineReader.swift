import Glibc

/// Takes a text line by line.
protocol LineTaker {
    /// - Parameter line: Without its end.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>, number: Int)
    /// A line was longer than anything that could mean something, and was left out.
    mutating func skippedLine(number: Int)
}

/// Cuts an input that comes piece by piece into lines.
struct LineReader<Taker: LineTaker> {
    /// A line that is longer than this is left out: it would have to be kept in memory until its end.
    let longestLine: Int
    var taker: Taker
    private var number = 0
    /// The beginning of a line whose end has not come yet.
    private var unfinished: [UInt8] = []
    private var skipsToEnd = false

    init(_ taker: Taker, longestLine: Int = 64 << 20) {
        self.taker = taker
        self.longestLine = longestLine
    }

    /// Takes the next piece of the input.
    mutating func read(_ bytes: some Sequence<UInt8>) {
        let handled: Void? = bytes.withContiguousStorageIfAvailable { read(piece: $0) }
        if handled == nil { Array(bytes).withUnsafeBufferPointer { read(piece: $0) } }
    }

    /// Call once after the last piece: the last line need not be ended.
    mutating func finish() {
        if !unfinished.isEmpty || skipsToEnd { endUnfinished() }
    }

    private mutating func read(piece: UnsafeBufferPointer<UInt8>) {
        var rest = piece
        while let end = rest.newline {
            let line = UnsafeBufferPointer(rebasing: rest[..<end])
            if unfinished.isEmpty, !skipsToEnd {
                number += 1
                taker.take(line, number: number)
            } else {
                keep(line)
                endUnfinished()
            }
            rest = UnsafeBufferPointer(rebasing: rest[(end + 1)...])
        }
        keep(rest)
    }

    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
        if skipsToEnd { return }
        if unfinished.count + bytes.count > longestLine {
            skipsToEnd = true
            unfinished = []
        } else {
            unfinished.append(contentsOf: bytes)
        }
    }

    private mutating func endUnfinished() {
        number += 1
        if skipsToEnd {
            taker.skippedLine(number: number)
        } else {
            unfinished.withUnsafeBufferPointer { taker.take($0, number: number) }
        }
        skipsToEnd = false
        unfinished.removeAll(keepingCapacity: unfinished.capacity < 1 << 20)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the first line ends.
    fileprivate var newline: Int? {
        guard let base = baseAddress, let end = memchr(base, 0x0A, count) else { return nil }
        return UnsafeRawPointer(end) - UnsafeRawPointer(base)
    }
}
