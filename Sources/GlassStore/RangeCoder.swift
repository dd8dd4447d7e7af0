/// How likely a bit is to be 0, learnt from those before: in 4,096ths of certainty.
struct BitChance {
    private(set) var zero: UInt16 = 2_048
    static let bits: UInt32 = 12
    private static let learning: UInt16 = 5

    @inline(__always)
    mutating func learn(_ bit: Bool) {
        if bit { zero -= zero >> Self.learning } else { zero += (4_096 - zero) >> Self.learning }
    }
}

/// Writes or reads bits, each in the room that its chance leaves it. Both directions go through the same code: one that
/// writes gives back what it was given (only tests do so now), one that reads ignores that and gives what it read.
protocol BitCoder {
    mutating func code(_ bit: Bool, _ chance: inout BitChance) -> Bool
    /// The lowest `count` bits of a number, of which nothing is known.
    mutating func code(_ value: UInt64, bits count: Int) -> UInt64
}

/// Reads what a range coder wrote: a number between 0 and 1, digit by digit, of which each bit took a share of what was
/// left between its bounds. Bytes that are damaged give other bits, and beyond their end there are zeros.
struct RangeDecoder: BitCoder {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var range: UInt32 = .max
    private var code: UInt32 = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        for _ in 0..<4 { code = code << 8 | UInt32(nextByte()) }
    }

    private mutating func nextByte() -> UInt8 {
        guard position < bytes.count else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func normalize() {
        while range < 1 << 24 {
            range <<= 8
            code = code << 8 | UInt32(nextByte())
        }
    }

    @inline(__always)
    mutating func code(_: Bool, _ chance: inout BitChance) -> Bool {
        let bound = (range >> BitChance.bits) * UInt32(chance.zero)
        let bit = code >= bound
        if bit {
            code -= bound
            range -= bound
        } else {
            range = bound
        }
        chance.learn(bit)
        normalize()
        return bit
    }

    mutating func code(_: UInt64, bits count: Int) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<count {
            range >>= 1
            let bit = code >= range
            if bit { code -= range }
            value = value << 1 | (bit ? 1 : 0)
            normalize()
        }
        return value
    }
}

/// Numbers of one kind, in some contexts: whether it is 0, how many bits it has, the highest of these, each by its chance,
/// then the rest as it is.
struct NumberModel {
    private static let highBits = 3
    private static let size = 1 + 64 + 64 << highBits
    private var chances: [BitChance]

    init(contexts: Int) { chances = [BitChance](repeating: BitChance(), count: contexts * Self.size) }

    /// `context` is below the number of contexts.
    mutating func code(_ number: UInt64, context: Int = 0, _ coder: inout some BitCoder) -> UInt64 {
        let base = context * Self.size
        guard coder.code(number != 0, &chances[base]) else { return 0 }
        let length = Int(
            branch(UInt64(truncatingIfNeeded: 63 - number.leadingZeroBitCount), bits: 6, at: base + 1, &coder))
        let high = min(Self.highBits, length)
        let top = branch(
            number >> UInt64(length - high) & (1 << UInt64(high) - 1), bits: high,
            at: base + 65 + length << Self.highBits,
            &coder)
        let rest = coder.code(number & (1 << UInt64(length - high) - 1), bits: length - high)
        return 1 << UInt64(length) | top << UInt64(length - high) | rest
    }

    /// A number of some bits, each with a chance for what stood before it.
    private mutating func branch(_ value: UInt64, bits count: Int, at place: Int, _ coder: inout some BitCoder)
        -> UInt64
    {
        var node: UInt64 = 1
        for bit in stride(from: count - 1, through: 0, by: -1) {
            let isSet = coder.code(value >> UInt64(bit) & 1 == 1, &chances[place + Int(node) - 1])
            node = node << 1 | (isSet ? 1 : 0)
        }
        return node - 1 << UInt64(count)
    }
}
