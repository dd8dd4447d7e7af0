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
