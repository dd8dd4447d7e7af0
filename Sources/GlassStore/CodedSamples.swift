import GlassModel

/// Samples in columns that are coded (see ``CodedColumn``): about as small as ``PackedSamples``, and many times as quick to
/// write and to read.
///
/// The bytes: format (3), the ``SampleHead``, the columns of ``SampleCodes``, one after the other, and a ``Checksum``.
enum CodedSamples {
    static let format: UInt64 = 3

    static func encode(_ samples: some Collection<Sample>) -> [UInt8] {
        let threads = KeyRanking(samples.lazy.map(\.thread.rawValue))
        let stacks = KeyRanking(samples.lazy.map(\.stack.rawValue))
        let head = SampleHead(
            count: samples.count, first: (samples.first?.time.rawValue ?? 0) / 1_000, threads: threads.keys,
            stacks: stacks.keys)
        var columns = [UInt64](repeating: 0, count: SampleCodes.columnCount * head.count)
        var rounding = MicrosecondRounding(threads: threads.keys.count)
        columns.withUnsafeMutableBufferPointer { columns in
            SampleGuess.with(first: head.first, threads: max(1, threads.keys.count)) { guess in
                for (place, sample) in samples.enumerated() {
                    let rounded = rounding.round(sample, thread: threads.ranks[place])
                    let row = SampleRow(
                        thread: threads.ranks[place], stack: stacks.ranks[place], time: rounded.time,
                        samples: sample.weight.samples, wall: rounded.wall, cpu: rounded.cpu)
                    guess.codes(of: row).store(in: columns, rows: head.count, at: place)
                }
            }
        }
        var writer = VarintWriter()
        writer.append(format)
        head.write(to: &writer)
        for column in 0..<SampleCodes.columnCount {
            CodedColumn.append(columns[(column * head.count)..<((column + 1) * head.count)], to: &writer)
        }
        return Checksum.sealed(writer.bytes)
    }

    /// Appends the samples of bytes that may be damaged.
    static func decode(_ bytes: UnsafeRawBufferPointer, into samples: inout [Sample]) throws(ChunkDamage) {
        try read(bytes) { head, rows throws(ChunkDamage) in
            samples.reserveCapacity(samples.count + head.count)
            try rows.forEach { row in
                samples.append(row.sample(thread: head.threads[row.thread], stack: head.stacks[row.stack]))
            }
        }
    }

    /// Calls `body` with what the bytes begin with, which may be damaged, and what reads the rest.
    @inline(__always)
    static func read(
        _ bytes: UnsafeRawBufferPointer, _ body: (SampleHead, inout CodedRows) throws(ChunkDamage) -> Void
    ) throws(ChunkDamage) {
        var reader = VarintReader(try Checksum.opened(bytes))
        guard try reader.next() == format else { throw .unknownFormat }
        let head = try SampleHead(from: &reader)
        guard head.count == 0 || !head.threads.isEmpty else { throw .unknownIdentifier }
        try SampleColumns.Room.with { room throws(ChunkDamage) in
            let columns = try SampleColumns(from: &reader, room)
            try SampleGuess.with(first: head.first, threads: max(1, head.threads.count)) { guess throws(ChunkDamage) in
                var rows = CodedRows(head, columns, guess)
                try body(head, &rows)
            }
        }
    }
}
