/// Reads the samples of ``CodedSamples`` as rows, block by block.
struct CodedRows {
    private let count: Int
    private let stacks: Int
    private var columns: SampleColumns
    private var guess: SampleGuess

    init(_ head: SampleHead, _ columns: SampleColumns, _ guess: SampleGuess) {
        (count, stacks) = (head.count, head.stacks.count)
        (self.columns, self.guess) = (columns, guess)
    }

    /// Calls `body` with each row, whose thread and stack there are. What it was called with counts for nothing where an
    /// error follows.
    @inline(__always)
    mutating func forEach(_ body: (SampleRow) -> Void) throws(ChunkDamage) {
        var guess = guess
        for start in stride(from: 0, to: count, by: ColumnReader.blockSize) {
            let rows = min(ColumnReader.blockSize, count - start)
            columns.readBlock(of: rows)
            if columns.isBlockSimple {
                for place in 0..<rows {
                    guard let row = guess.row(of: columns.simple(place), stacks: stacks) else {
                        throw .unknownIdentifier
                    }
                    body(row)
                }
            } else {
                for place in 0..<rows {
                    guard let row = guess.row(of: columns[place], stacks: stacks) else { throw .unknownIdentifier }
                    body(row)
                }
            }
        }
        try columns.finish()
    }
}

/// The columns of ``SampleCodes``, read side by side.
struct SampleColumns {
    private var thread, stack, time, samples, wall, cpu: ColumnReader
    private let room: Room

    /// What is needed to read them.
    struct Room {
        private let tables: UnsafeMutablePointer<PrefixTable.Entry>
        fileprivate let blocks: UnsafeMutablePointer<UInt64>

        @inline(__always)
        fileprivate func column(_ number: Int) -> ColumnReader.Room {
            ColumnReader.Room(
                table: tables + number * PrefixTable.size, block: blocks + number * ColumnReader.blockSize)
        }

        /// - Parameter body: Gets room that is gone with it.
        @inline(__always)
        static func with(_ body: (Room) throws(ChunkDamage) -> Void) throws(ChunkDamage) {
            let room = Room(
                tables: .allocate(capacity: SampleCodes.columnCount * PrefixTable.size),
                blocks: .allocate(capacity: SampleCodes.columnCount * ColumnReader.blockSize))
            defer {
                room.tables.deallocate()
                room.blocks.deallocate()
            }
            try body(room)
        }
    }

    init(from reader: inout VarintReader, _ room: Room) throws(ChunkDamage) {
        self.room = room
        thread = try ColumnReader(from: &reader, room.column(0))
        stack = try ColumnReader(from: &reader, room.column(1))
        time = try ColumnReader(from: &reader, room.column(2))
        samples = try ColumnReader(from: &reader, room.column(3))
        wall = try ColumnReader(from: &reader, room.column(4))
        cpu = try ColumnReader(from: &reader, room.column(5))
        guard reader.isAtEnd else { throw .trailingBytes }
    }

    @inline(__always)
    mutating func readBlock(of rows: Int) {
        ColumnReader.readBlocks(of: rows, &stack, room.column(1), &time, room.column(2), &cpu, room.column(5))
        // Mostly zeros.
        thread.readBlock(of: rows, room.column(0))
        samples.readBlock(of: rows, room.column(3))
        wall.readBlock(of: rows, room.column(4))
    }

    /// The codes in a row of the block.
    @inline(__always)
    subscript(row: Int) -> SampleCodes { SampleCodes(in: room.blocks, rows: ColumnReader.blockSize, at: row) }

    /// Whether nothing is told in the block but stacks and times: threads came in turn, and none was left out.
    @inline(__always)
    var isBlockSimple: Bool { thread.isBlockEmpty && samples.isBlockEmpty && wall.isBlockEmpty }

    /// The codes in a row of such a block.
    @inline(__always)
    func simple(_ row: Int) -> SampleCodes {
        let codes = self[row]
        return SampleCodes(thread: 0, stack: codes.stack, time: codes.time, samples: 0, wall: 0, cpu: codes.cpu)
    }

    func finish() throws(ChunkDamage) {
        for column in [thread, stack, time, samples, wall, cpu] { try column.finish() }
    }
}
