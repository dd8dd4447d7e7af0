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
        var guess = SampleGuess(first: head.first, threads: threads.keys.count)
        columns.withUnsafeMutableBufferPointer { columns in
            for (place, sample) in samples.enumerated() {
                let rounded = rounding.round(sample, thread: threads.ranks[place])
                let row = SampleRow(
                    thread: threads.ranks[place], stack: stacks.ranks[place], time: rounded.time,
                    samples: sample.weight.samples, wall: rounded.wall, cpu: rounded.cpu)
                guess.codes(of: row).store(in: columns, rows: head.count, at: place)
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
        var reader = VarintReader(try Checksum.opened(bytes))
        guard try reader.next() == format else { throw .unknownFormat }
        let head = try SampleHead(from: &reader)
        try withUnsafeTemporaryAllocation(
            of: PrefixCode.Entry.self, capacity: SampleCodes.columnCount * PrefixCode.tableSize
        ) { tables in
            Result { () throws(ChunkDamage) in
                guard let table = tables.baseAddress else { return }
                var columns = try SampleCursors(from: &reader, tables: table)
                guard reader.isAtEnd else { throw .trailingBytes }
                try append(&columns, head, to: &samples)
            }
        }.get()
    }

    private static func append(
        _ columns: inout SampleCursors, _ head: SampleHead, to samples: inout [Sample]
    ) throws(ChunkDamage) {
        var guess = SampleGuess(first: head.first, threads: head.threads.count)
        samples.reserveCapacity(samples.count + head.count)
        for _ in 0..<head.count {
            guard let row = guess.row(of: columns.next(), stacks: head.stacks.count), row.thread < head.threads.count
            else { throw .unknownIdentifier }
            samples.append(row.sample(thread: head.threads[row.thread], stack: head.stacks[row.stack]))
        }
        try columns.finish()
    }
}

/// Reads the columns of ``SampleCodes`` side by side.
private struct SampleCursors {
    private var thread, stack, time, samples, wall, cpu: ColumnCursor

    /// - Parameter tables: Room for one for each column.
    init(
        from reader: inout VarintReader, tables: UnsafeMutablePointer<PrefixCode.Entry>
    ) throws(ChunkDamage) {
        func table(_ column: Int) -> UnsafeMutablePointer<PrefixCode.Entry> { tables + column * PrefixCode.tableSize }
        thread = try ColumnCursor(from: &reader, table: table(0))
        stack = try ColumnCursor(from: &reader, table: table(1))
        time = try ColumnCursor(from: &reader, table: table(2))
        samples = try ColumnCursor(from: &reader, table: table(3))
        wall = try ColumnCursor(from: &reader, table: table(4))
        cpu = try ColumnCursor(from: &reader, table: table(5))
    }

    @inline(__always)
    mutating func next() -> SampleCodes {
        SampleCodes(
            thread: thread.next(), stack: stack.next(), time: time.next(), samples: samples.next(), wall: wall.next(),
            cpu: cpu.next())
    }

    func finish() throws(ChunkDamage) {
        for column in [thread, stack, time, samples, wall, cpu] { try column.finish() }
    }
}
