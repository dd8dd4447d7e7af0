/// Which line each instruction of a code object belongs to.
struct LineTable: Hashable, Sendable {
    /// In rising order of `start`, an offset in bytes from the first instruction.
    private var runs: [Run] = []

    private struct Run: Hashable, Sendable {
        let start: Int
        let line: Int32?
    }

    /// A table with more runs is cut: no code object that a compiler made has as many.
    private static let maximumRuns = 1 << 18

    /// The line at an offset in bytes; before the first run, that of the first.
    func line(at offset: Int) -> Int32? {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].start <= offset { low = middle + 1 } else { high = middle }
        }
        return runs.isEmpty ? nil : runs[max(0, low - 1)].line
    }

    init(_ bytes: [UInt8], firstLine: Int32, format: LineTableFormat) {
        switch format {
        case .deltas: readDeltas(bytes, firstLine)
        case .ranges: readRanges(bytes, firstLine)
        case .locations: readLocations(bytes, firstLine)
        }
    }

    private mutating func append(_ start: Int, _ line: Int32?) {
        if runs.last?.line == line, !runs.isEmpty { return }
        runs.append(Run(start: start, line: line))
    }

    /// `co_lnotab`: pairs of an unsigned step of the offset and a signed step of the line.
    private mutating func readDeltas(_ bytes: [UInt8], _ firstLine: Int32) {
        var start = 0
        var line = firstLine
        append(0, line)
        for index in stride(from: 0, to: bytes.count - 1, by: 2) where runs.count < Self.maximumRuns {
            start += Int(bytes[index])
            line &+= Int32(Int8(bitPattern: bytes[index + 1]))
            if runs.last?.start == start { runs.removeLast() }
            append(start, line)
        }
    }

    /// PEP 626: pairs of the unsigned length of a range and a signed step of the line, -128 for no line.
    private mutating func readRanges(_ bytes: [UInt8], _ firstLine: Int32) {
        var start = 0
        var line = firstLine
        for index in stride(from: 0, to: bytes.count - 1, by: 2) where runs.count < Self.maximumRuns {
            let step = Int8(bitPattern: bytes[index + 1])
            if step != -128 { line &+= Int32(step) }
            if bytes[index] != 0 { append(start, step == -128 ? nil : line) }
            start += Int(bytes[index])
        }
    }

    /// PEP 657: entries of a first byte `1cccclll`, c the kind and l + 1 the length in code units, and a rest without
    /// the highest bit.
    private mutating func readLocations(_ bytes: [UInt8], _ firstLine: Int32) {
        var cursor = LocationCursor(bytes: bytes)
        var start = 0
        var line = firstLine
        while let head = cursor.nextHead(), runs.count < Self.maximumRuns {
            let kind = (head >> 3) & 15
            switch kind {
            case 15: break
            case 13, 14: line &+= cursor.signedVarint()
            case 10...12: line &+= Int32(kind - 10)
            default: break
            }
            append(start, kind == 15 ? nil : line)
            start += (Int(head & 7) + 1) * 2
        }
    }
}

private struct LocationCursor {
    let bytes: [UInt8]
    var position = 0

    /// The next byte with the highest bit, which begins an entry; what is left of the entry before is passed over.
    mutating func nextHead() -> UInt8? {
        while position < bytes.count {
            defer { position += 1 }
            if bytes[position] & 0x80 != 0 { return bytes[position] }
        }
        return nil
    }

    /// Six bits a byte, lowest first, while 0x40 is set; the lowest bit of the whole is the sign.
    mutating func signedVarint() -> Int32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while position < bytes.count, bytes[position] & 0x80 == 0 {
            let byte = bytes[position]
            position += 1
            value |= UInt32(byte & 0x3F) << shift
            shift += 6
            if byte & 0x40 == 0 { break }
        }
        let magnitude = Int32(bitPattern: value >> 1)
        return value & 1 != 0 ? 0 &- magnitude : magnitude
    }
}
