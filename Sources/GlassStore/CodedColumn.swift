/// A column of numbers: the ``PrefixCode`` that suits them, the number of bytes that follow, then each number, or zeros in a
/// row, as the code of its ``NumberKind`` and the bits that this leaves open.
enum CodedColumn {
    static func append(_ column: ArraySlice<UInt64>, to writer: inout VarintWriter) {
        var frequencies = [Int](repeating: 0, count: NumberKind.count)
        forEachKind(of: column) { kind, _ in frequencies[Int(kind.number)] += 1 }
        let code = PrefixCode(frequencies: frequencies)
        code.write(to: &writer)
        var bits = BitWriter()
        forEachKind(of: column) { kind, value in
            bits.append(UInt64(code.codes[Int(kind.number)]), bits: code.length(of: kind))
            bits.append(value & (1 << kind.restBits - 1), bits: kind.restBits)
        }
        bits.finish()
        writer.append(bits.bytes.count)
        writer.append(bytes: bits.bytes)
    }

    /// Calls `body` with what the numbers are written as, and the value whose lowest bits follow.
    @inline(__always)
    private static func forEachKind(of column: ArraySlice<UInt64>, _ body: (NumberKind, UInt64) -> Void) {
        column.withUnsafeBufferPointer { column in
            var place = 0
            while place < column.count {
                let value = column[place]
                guard value == 0 else {
                    body(NumberKind(of: value), value)
                    place += 1
                    continue
                }
                let start = place
                while place < column.count, column[place] == 0 { place += 1 }
                body(NumberKind(zeros: place - start), UInt64(place - start))
            }
        }
    }
}

/// Reads a ``CodedColumn`` number by number, so that several can be read side by side: a processor begins with the next
/// before it is done with one.
struct ColumnCursor {
    private var bits: BitReader
    /// That follow.
    private var zeros: UInt64 = 0
    private let table: UnsafeMutablePointer<PrefixCode.Entry>
    /// In bytes.
    private let length: Int
    private var isDamaged = false

    /// - Parameters:
    ///   - reader: Stands behind the column afterwards.
    ///   - table: Room for ``PrefixCode/tableSize`` entries, for as long as the column is read.
    init(from reader: inout VarintReader, table: UnsafeMutablePointer<PrefixCode.Entry>) throws(ChunkDamage) {
        try PrefixCode(from: &reader).fill(table)
        self.table = table
        length = try reader.nextCount(limit: reader.rest.count)
        bits = BitReader(reader.rest)
        try reader.skip(length)
    }

    /// The next number; anything where the bytes are damaged.
    @inline(__always)
    mutating func next() -> UInt64 {
        if zeros > 0 {
            zeros &-= 1
            return 0
        }
        let word = bits.peek
        let entry = table[Int(truncatingIfNeeded: word) & (PrefixCode.tableSize - 1)]
        let (kind, length) = (entry.kind, entry.length)
        var value = kind.lead &<< kind.restBits
        if kind.restBits <= 46 {
            value |= word &>> length & (1 &<< kind.restBits &- 1)
            bits.skip(length &+ kind.restBits)
        } else {
            bits.skip(length)
            value |= bits.next(bits: kind.restBits)
        }
        guard kind.isRun || length == 0 else { return value }
        if length == 0 { isDamaged = true }
        zeros = value &- 1
        return 0
    }

    /// - Throws: Unless the numbers that were read are those that were written, and all of them.
    func finish() throws(ChunkDamage) {
        guard !isDamaged, zeros == 0, bits.bytesRead == length else { throw .unknownFormat }
    }
}
