/// Gives each key the next number, from 0 on, as it first comes. For integers by the million, as a prefix tree has one for each
/// of its nodes: in two plain arrays, at 13 to 19 bytes a key, and quicker than a `Dictionary`, whose hashes cost more.
public struct IndexTable: Sendable {
    /// The keys, by their number.
    public private(set) var keys: ContiguousArray<UInt64> = []
    /// By hash, then the places that follow (open addressing): a key's number + 1, or 0 for none. A power of two, at most three
    /// quarters of it taken.
    private var places: ContiguousArray<UInt32>
    /// So far to the right that of a hash's 64 bits as many are left as tell the places apart.
    private var shift: UInt64
    /// Another one in each table: what a target does cannot make its keys collide.
    private let seed = UInt64.random(in: .min ... .max)

    /// - Parameter capacity: How many keys there is room for at first. There may be as many as an `Int32` counts.
    public init(capacity: Int = 16) {
        let bits = max(4, Int.bitWidth - (capacity + capacity / 3).leadingZeroBitCount)
        places = ContiguousArray(repeating: 0, count: 1 << bits)
        shift = UInt64(64 - bits)
    }

    public var count: Int { keys.count }

    /// The number of a key, which it is given where it has none.
    public mutating func index(of key: UInt64) -> Int {
        let place = place(of: key)
        if places[place] > 0 { return Int(places[place] - 1) }
        keys.append(key)
        places[place] = UInt32(keys.count)
        if keys.count > places.count / 4 * 3 { grow() }
        return keys.count - 1
    }

    /// Nil where it has none.
    public func known(_ key: UInt64) -> Int? {
        let number = places[place(of: key)]
        return number > 0 ? Int(number - 1) : nil
    }

    public mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        places.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    /// How many places finding the key that is hardest to find takes.
    var longestSearch: Int {
        let distances = keys.lazy.map { key in (place(of: key) - hash(of: key)) & (places.count - 1) }
        return (distances.max() ?? -1) + 1
    }

    /// Where a key stands or would.
    @inline(__always)
    private func place(of key: UInt64) -> Int {
        places.withUnsafeBufferPointer { places in
            keys.withUnsafeBufferPointer { keys in
                var place = hash(of: key)
                while places[place] > 0, keys[Int(places[place] - 1)] != key {
                    place = (place &+ 1) & (places.count &- 1)
                }
                return place
            }
        }
    }

    /// The upper bits of a product depend on all bits of its factors.
    @inline(__always)
    private func hash(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: ((key ^ seed) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    private mutating func grow() {
        places = ContiguousArray(repeating: 0, count: places.count * 2)
        shift -= 1
        for (number, key) in keys.enumerated() { places[place(of: key)] = UInt32(number + 1) }
    }
}

/// Pairs of numbers as keys.
extension IndexTable {
    public static func pair(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }

    /// The pair with this number; nil where there is none.
    public func pair(at number: Int) -> (first: Int32, second: Int32)? {
        guard keys.indices.contains(number) else { return nil }
        let key = keys[number]
        return (Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key))
    }
}
