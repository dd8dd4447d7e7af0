/// What kind of number stands in a column: zeros in a row, or a number by its leading three bits. The bits that follow these
/// stand behind the kind's code.
struct NumberKind: Hashable {
    /// Below ``count``.
    let number: UInt16

    static let count = 1 << 10
    private static let run: UInt16 = 1 << 9

    /// The leading bits: 1 to 7. Of the number of zeros it is the first bit alone.
    var lead: UInt64 { UInt64(number & 7) }
    /// How many bits follow.
    var restBits: UInt64 { UInt64(number >> 3 & 63) }
    var isRun: Bool { number & Self.run != 0 }

    init(number: UInt16) { self.number = number }

    /// Of a number above 0.
    init(of value: UInt64) {
        let rest = UInt16(max(0, 61 - value.leadingZeroBitCount))
        number = rest << 3 | UInt16(truncatingIfNeeded: value >> UInt64(rest))
    }

    /// Of so many zeros, at least one.
    init(zeros count: Int) {
        number = Self.run | UInt16(63 - UInt64(count).leadingZeroBitCount) << 3 | 1
    }

    /// No writer makes others.
    var isSound: Bool {
        if isRun { return lead == 1 && restBits <= 20 }
        return restBits == 0 ? lead > 0 : lead > 3 && restBits <= 61
    }
}

/// A code for kinds of numbers, of at most ``longest`` bits each: the more frequent a kind, the shorter (Huffman's). None is
/// the beginning of another, so that a look into a table tells which one comes next.
struct PrefixCode {
    static let longest = 10

    /// By kind, 0 for what has no code.
    private var lengths = [UInt8](repeating: 0, count: NumberKind.count)
    /// By kind, the first bit lowest.
    private(set) var codes = [UInt16](repeating: 0, count: NumberKind.count)

    /// For kinds that occur so often, by their number.
    init(frequencies: [Int]) {
        var frequencies = frequencies
        while true {
            lengths = Self.lengths(frequencies)
            guard lengths.contains(where: { $0 > Self.longest }) else { break }
            // Codes that are too long get shorter where frequencies differ less.
            for kind in frequencies.indices where frequencies[kind] > 0 {
                frequencies[kind] = frequencies[kind] / 4 + 1
            }
        }
        codes = Self.codes(lengths)
    }

    func length(of kind: NumberKind) -> UInt64 { UInt64(lengths[Int(kind.number)]) }

    private static func lengths(_ frequencies: [Int]) -> [UInt8] {
        let kinds = frequencies.indices.filter { frequencies[$0] > 0 }.sorted { frequencies[$0] < frequencies[$1] }
        var lengths = [UInt8](repeating: 0, count: frequencies.count)
        guard kinds.count > 1 else {
            for kind in kinds { lengths[kind] = 1 }
            return lengths
        }
        // The two rarest become one, over and over. Those that were made come in order of frequency as well.
        var weights = kinds.map { frequencies[$0] }
        var parents = [Int](repeating: 0, count: kinds.count * 2 - 1)
        var (leaf, inner) = (0, kinds.count)
        for made in kinds.count..<parents.count {
            var weight = 0
            for _ in 0..<2 {
                let takesLeaf = leaf < kinds.count && (inner >= made || weights[leaf] <= weights[inner])
                let rarest = takesLeaf ? leaf : inner
                (leaf, inner) = takesLeaf ? (leaf + 1, inner) : (leaf, inner + 1)
                weight += weights[rarest]
                parents[rarest] = made
            }
            weights.append(weight)
        }
        var depths = [UInt8](repeating: 0, count: parents.count)
        for node in parents.indices.dropLast().reversed() { depths[node] = depths[parents[node]] + 1 }
        for (place, kind) in kinds.enumerated() { lengths[kind] = depths[place] }
        return lengths
    }

    /// The codes that follow from the lengths: the shorter ones first, of one length by kind.
    private static func codes(_ lengths: [UInt8]) -> [UInt16] {
        var codes = [UInt16](repeating: 0, count: lengths.count)
        let kinds = lengths.indices.filter { lengths[$0] > 0 }
        var code = 0
        for length in 1...longest {
            for kind in kinds where lengths[kind] == length {
                codes[kind] = UInt16(truncatingIfNeeded: code).lowestReversed(length)
                code += 1
            }
            code <<= 1
        }
        return codes
    }
}

extension UInt16 {
    /// Its lowest bits, the last first.
    func lowestReversed(_ count: Int) -> UInt16 {
        var (rest, result) = (self, 0 as UInt16)
        for _ in 0..<count {
            result = result << 1 | rest & 1
            rest >>= 1
        }
        return result
    }
}

/// The lengths of a code's codes, as bytes (see ``PrefixTable``): how many kinds have one, then of each how far it is from the one before and the
/// length, as one number.
extension PrefixCode {
    func write(to writer: inout VarintWriter) {
        let kinds = lengths.indices.filter { lengths[$0] > 0 }
        writer.append(kinds.count)
        var last = 0
        for kind in kinds {
            writer.append(UInt64(kind - last) << 4 | UInt64(lengths[kind]))
            last = kind
        }
    }
}
