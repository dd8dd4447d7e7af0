/// What a ``PrefixCode`` says to a reader: by the next ``PrefixCode/longest`` bits, whatever they are, which kind of number
/// they begin and where it ends.
enum PrefixTable {
    static let size = 1 << PrefixCode.longest

    /// What a code says, so that the number it stands for takes two shifts: one to the left drops what follows, one to the
    /// right what stands before, with the three leading bits put on top in between.
    struct Entry {
        /// From the lowest: 8 bits for either shift, two flags, 4 for the code's length, at the top the leading bits and
        /// whether it is a number of zeros.
        private let bits: UInt32

        private static let noneFlag: UInt32 = 1 << 16
        private static let longFlag: UInt32 = 1 << 17
        private static let leadMask: UInt64 = 7 << 61
        /// Of the code and what follows it, together within what ``BitSource/word(at:)`` gives.
        private static let longestWhole = 56

        static let none = Entry(bits: noneFlag)

        private init(bits: UInt32) { self.bits = bits }

        /// - Parameter length: Of the code, in bits.
        init(_ kind: NumberKind, length: Int) {
            let rest = Int(kind.restBits)
            let isLong = length + rest > Self.longestWhole
            bits =
                UInt32(isLong ? 0 : 64 - length - rest) | UInt32(61 - rest) << 8 | (isLong ? Self.longFlag : 0)
                | UInt32(length) << 18 | UInt32(kind.lead) << 28 | (kind.isRun ? 1 << 31 : 0)
        }

        /// Whether no code begins so.
        var isNone: Bool { bits & Self.noneFlag != 0 }
        /// Whether a single look does not see all of it.
        var isLong: Bool { bits & Self.longFlag != 0 }

        /// Whether one of them needs more care.
        @inline(__always)
        static func isAnySpecial(_ first: Entry, _ second: Entry, _ third: Entry) -> Bool {
            (first.bits | second.bits | third.bits) & (noneFlag | longFlag) != 0
        }

        /// How many bits the code and what follows it take; not of one that is special.
        @inline(__always) var wholeLength: Int { 64 &- Int(bits & 0xFF) }

        /// The number, from the bits that its code begins in; not of one that is special.
        @inline(__always)
        func value(in word: UInt64) -> UInt64 {
            let rest = (word &<< UInt64(bits & 0xFF)) &>> 3
            return (rest | (UInt64(bits) &<< 33) & Self.leadMask) &>> UInt64(bits >> 8 & 0xFF)
        }

        /// -1, all bits, of a number of zeros in a row; 0 of another.
        @inline(__always) var ifRun: Int { Int(Int32(bitPattern: bits)) &>> 63 }

        /// The number of one that ``isLong`` and how many bits it takes.
        func longValue(_ source: BitSource, at place: Int) -> (value: UInt64, length: Int) {
            let rest = 61 - Int(bits >> 8 & 0xFF)
            let length = Int(bits >> 18 & 15)
            let lead = UInt64(bits >> 28 & 7) << UInt64(rest)
            return (lead | source.bits(UInt64(rest), at: place + length), length + rest)
        }
    }

    /// Reads what ``PrefixCode/write(to:)`` wrote into a table of ``size`` entries.
    static func read(
        from reader: inout VarintReader, into table: UnsafeMutablePointer<Entry>
    ) throws(ChunkDamage) {
        try withUnsafeTemporaryAllocation(of: CodedKind.self, capacity: NumberKind.count) { kinds in
            Result { () throws(ChunkDamage) in
                let count = try read(from: &reader, into: kinds)
                try fill(table, UnsafeBufferPointer(rebasing: kinds[..<count]))
            }
        }.get()
    }

    private struct CodedKind {
        let kind: NumberKind
        /// Of its code, in bits.
        let length: Int
    }

    /// - Returns: How many there are, in order of their number.
    private static func read(
        from reader: inout VarintReader, into kinds: UnsafeMutableBufferPointer<CodedKind>
    ) throws(ChunkDamage) -> Int {
        let count = try reader.nextCount(limit: NumberKind.count)
        var last: UInt64 = 0
        for place in 0..<count {
            let entry = try reader.next()
            last = last &+ entry >> 4
            let length = Int(entry & 15)
            guard last < UInt64(NumberKind.count), place == 0 || entry >> 4 > 0, 1...PrefixCode.longest ~= length
            else { throw .unknownFormat }
            let kind = NumberKind(number: UInt16(last))
            guard kind.isSound else { throw .unknownFormat }
            kinds.initializeElement(at: place, to: CodedKind(kind: kind, length: length))
        }
        return count
    }

    /// - Throws: Where there is no room for codes of these lengths.
    private static func fill(
        _ table: UnsafeMutablePointer<Entry>, _ kinds: UnsafeBufferPointer<CodedKind>
    ) throws(ChunkDamage) {
        let room = kinds.reduce(0) { $0 + size >> $1.length }
        guard room <= size else { throw .unknownFormat }
        if room < size { table.initialize(repeating: .none, count: size) }
        // The codes that follow from the lengths: the shorter ones first, of one length by kind.
        var code: UInt16 = 0
        for length in 1...PrefixCode.longest {
            for coded in kinds where coded.length == length {
                let entry = Entry(coded.kind, length: length)
                for place in stride(from: Int(code.lowestReversed(length)), to: size, by: 1 << length) {
                    table[place] = entry
                }
                code += 1
            }
            code <<= 1
        }
    }
}
