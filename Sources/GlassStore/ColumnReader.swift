/// Reads a ``CodedColumn``, block by block. Not number by number: how many zeros come, and whether any, nobody can foresee,
/// so that each question after them would cost more than reading a number does.
struct ColumnReader {
    /// The most rows of a block.
    static let blockSize = 256

    private let bits: BitSource
    /// In bytes.
    private let length: Int
    private var cursor = Cursor()
    private var isDamaged = false
    /// Whether nothing but zeros stands in the block.
    private(set) var isBlockEmpty = false

    private struct Cursor {
        /// In bits.
        var place = 0
        /// In the block, of the number that is read next; beyond its end where zeros reach so far.
        var row = 0

        /// Reads what an entry tells, which is not special: a number, or zeros in a row, without a question of which.
        @inline(__always)
        mutating func take(_ entry: PrefixTable.Entry, _ word: UInt64, into block: UnsafeMutablePointer<UInt64>) {
            let value = Int(bitPattern: UInt(entry.value(in: word)))
            place &+= entry.wholeLength
            let zeros = value & entry.ifRun
            block[row] = UInt64(bitPattern: Int64(value &- zeros))
            row &+= zeros &+ entry.ifRun &+ 1
        }
    }

    /// What is needed to read a column, for as long as it is read: the table of its code, and where its numbers go.
    struct Room {
        let table: UnsafeMutablePointer<PrefixTable.Entry>
        /// Of ``blockSize`` numbers.
        let block: UnsafeMutablePointer<UInt64>

        @inline(__always)
        fileprivate func entry(_ word: UInt64) -> PrefixTable.Entry {
            table[Int(truncatingIfNeeded: word) & (PrefixTable.size &- 1)]
        }
    }

    /// - Parameter reader: Stands behind the column afterwards.
    init(from reader: inout VarintReader, _ room: Room) throws(ChunkDamage) {
        try PrefixTable.read(from: &reader, into: room.table)
        length = try reader.nextCount(limit: reader.rest.count)
        bits = BitSource(reader.rest)
        try reader.skip(length)
    }

    /// Reads the next block of so many rows. The numbers are anything where the bytes are damaged.
    @inline(__always)
    mutating func readBlock(of rows: Int, _ room: Room) {
        begin(room)
        finishBlock(of: rows, room)
    }

    /// Reads the next block of three columns side by side: a processor begins with the next number before it is done with one.
    @inline(__always)
    static func readBlocks(
        of rows: Int, _ first: inout Self, _ firstRoom: Room, _ second: inout Self, _ secondRoom: Room,
        _ third: inout Self, _ thirdRoom: Room
    ) {
        first.begin(firstRoom)
        second.begin(secondRoom)
        third.begin(thirdRoom)
        if let a = first.bits.words, let b = second.bits.words, let c = third.bits.words {
            // Copies, as the processor's registers can hold them.
            var (x, y, z) = (first.cursor, second.cursor, third.cursor)
            while x.row < rows, y.row < rows, z.row < rows, x.place <= a.last, y.place <= b.last, z.place <= c.last {
                let (word1, word2, word3) = (a.word(at: x.place), b.word(at: y.place), c.word(at: z.place))
                let entry1 = firstRoom.entry(word1), entry2 = secondRoom.entry(word2), entry3 = thirdRoom.entry(word3)
                guard !PrefixTable.Entry.isAnySpecial(entry1, entry2, entry3) else { break }
                x.take(entry1, word1, into: firstRoom.block)
                y.take(entry2, word2, into: secondRoom.block)
                z.take(entry3, word3, into: thirdRoom.block)
            }
            first.move(to: x)
            second.move(to: y)
            third.move(to: z)
        }
        first.finishBlock(of: rows, firstRoom)
        second.finishBlock(of: rows, secondRoom)
        third.finishBlock(of: rows, thirdRoom)
    }

    @inline(__always)
    private mutating func move(to next: Cursor) {
        isBlockEmpty = isBlockEmpty && next.place == cursor.place
        cursor = next
    }

    @inline(__always)
    private mutating func begin(_ room: Room) {
        guard !isBlockEmpty else { return }
        room.block.update(repeating: 0, count: Self.blockSize)
        isBlockEmpty = true
    }

    @inline(__always)
    private mutating func finishBlock(of rows: Int, _ room: Room) {
        if cursor.row < rows { readRest(of: rows, room) }
        cursor.row &-= rows
    }

    @inline(never)
    private mutating func readRest(of rows: Int, _ room: Room) {
        var next = cursor
        while next.row < rows {
            let word = bits.word(at: next.place)
            let entry = room.entry(word)
            if entry.isNone {
                isDamaged = true
                next.row = rows
            } else if entry.isLong {
                let (value, length) = entry.longValue(bits, at: next.place)
                room.block[next.row] = value
                next.place += length
                next.row += 1
            } else {
                next.take(entry, word, into: room.block)
            }
        }
        move(to: next)
    }

    /// - Throws: Unless the numbers that were read are those that were written, and all of them.
    func finish() throws(ChunkDamage) {
        guard !isDamaged, cursor.row == 0, (cursor.place + 7) >> 3 == length else { throw .unknownFormat }
    }
}
