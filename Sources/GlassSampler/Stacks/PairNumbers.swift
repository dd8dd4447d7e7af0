/// Gives each distinct pair of numbers a number of its own: 0, 1, 2 and so on. A prefix tree has one for each of its nodes,
/// half a million of them where a target is wide, so that they stand in two plain arrays, at 16 bytes a pair where it
/// is full, and not in a dictionary that would take twice that.
struct PairNumbers {
    struct Pair: Equatable, Sendable {
        let first: Int32
        let second: Int32
    }

    /// By number.
    private var pairs: [Pair] = []
    /// The number of the pair that hashes to here, or of one that was there before (open addressing); -1 for none. A power
    /// of two, at most three quarters of it in use.
    private var slots = [Int32](repeating: -1, count: 64)
    /// Other ones in each process: what a target does cannot make its stacks collide.
    private let seed = UInt64.random(in: .min ... .max)

    var count: Int { pairs.count }

    /// How many slots finding the pair that is hardest to find takes.
    var longestSearch: Int {
        let distances = pairs.lazy.map { pair in
            slot(of: pair) - Int(truncatingIfNeeded: hash(of: pair)) & (slots.count - 1)
        }
        return (distances.map { ($0 + slots.count) % slots.count }.max() ?? -1) + 1
    }

    /// The pair with this number; nil where there is none.
    subscript(number: Int32) -> Pair? {
        pairs.indices.contains(Int(number)) ? pairs[Int(number)] : nil
    }

    /// Nil where it has none.
    func number(of pair: Pair) -> Int32? {
        let number = slots[slot(of: pair)]
        return number < 0 ? nil : number
    }

    /// The number of a pair that had none. There may be as many as an `Int32` counts.
    mutating func add(_ pair: Pair) -> Int32 {
        if (pairs.count + 1) * 4 > slots.count * 3 { grow() }
        let number = Int32(pairs.count)
        slots[slot(of: pair)] = number
        pairs.append(pair)
        return number
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (number, pair) in pairs.enumerated() { slots[slot(of: pair)] = Int32(number) }
    }

    /// Where the pair stands, or would stand.
    private func slot(of pair: Pair) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash(of: pair)) & mask
        while slots[slot] >= 0, pairs[Int(slots[slot])] != pair { slot = (slot + 1) & mask }
        return slot
    }

    /// The finalizer of MurmurHash3 (Austin Appleby, public domain), which spreads each bit over all.
    private func hash(of pair: Pair) -> UInt64 {
        let both = UInt64(UInt32(bitPattern: pair.first)) << 32 | UInt64(UInt32(bitPattern: pair.second))
        var hash = both ^ seed
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }
}
