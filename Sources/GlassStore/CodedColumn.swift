/// A column of numbers: the ``PrefixCode`` that suits them, then each number, or zeros in a row, as the code of its
/// ``NumberKind`` and the bits that this leaves open.
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

    /// Reads as many numbers as there is room for. The bytes may be damaged.
    static func read(
        from reader: inout VarintReader, into column: UnsafeMutableBufferPointer<UInt64>
    ) throws(ChunkDamage) {
        let code = try PrefixCode(from: &reader)
        var bits = BitReader(reader.rest)
        let isWhole = code.table.withUnsafeBufferPointer { fill(column, from: &bits, $0) }
        guard isWhole else { throw .unknownFormat }
        try reader.skip(bits.bytesRead)
    }

    /// - Returns: Whether all that was read has a meaning.
    private static func fill(
        _ column: UnsafeMutableBufferPointer<UInt64>, from bits: inout BitReader,
        _ table: UnsafeBufferPointer<PrefixCode.Entry>
    ) -> Bool {
        var place = 0
        while place < column.count {
            let word = bits.peek
            let entry = table[Int(truncatingIfNeeded: word) & (1 << PrefixCode.longest - 1)]
            let (kind, length) = (entry.kind, entry.length)
            guard length > 0 else { return false }
            let value: UInt64
            if kind.restBits <= 45 {
                value = kind.lead &<< kind.restBits | word &>> length & (1 &<< kind.restBits &- 1)
                bits.skip(length + kind.restBits)
            } else {
                bits.skip(length)
                value = kind.lead << kind.restBits | bits.next(bits: kind.restBits)
            }
            if kind.isRun {
                guard value <= UInt64(column.count - place) else { return false }
                let end = place + Int(value)
                column[place..<end].update(repeating: 0)
                place = end
            } else {
                column[place] = value
                place += 1
            }
        }
        return true
    }
}
