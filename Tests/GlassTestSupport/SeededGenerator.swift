/// A generator whose numbers are the same in each run (SplitMix64), so that a failing round can be repeated.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Flips `count` bits within `range`.
    public mutating func flipBits(_ count: Int, in range: Range<Int>, of bytes: inout [UInt8]) {
        for _ in 0..<count where !range.isEmpty {
            bytes[Int.random(in: range, using: &self)] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        }
    }
}
