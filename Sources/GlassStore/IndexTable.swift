/// Gives each key the next number, from 0 on, as it first comes. For integers by the million: quicker than a `Dictionary`,
/// whose hashes are made to withstand whoever chooses keys; here such keys would only cost time.
struct IndexTable {
    /// The keys, by their number.
    private(set) var keys: ContiguousArray<UInt64> = []
    /// By hash, then the places that follow: a key's number + 1, or 0 for none. At most half of them are taken.
    private var places: ContiguousArray<UInt32>
    private var shift: UInt64

    init(capacity: Int = 16) {
        let bits = UInt64(max(4, Int.bitWidth - (capacity * 2).leadingZeroBitCount))
        places = ContiguousArray(repeating: 0, count: 1 << Int(bits))
        shift = 64 - bits
    }

    /// The number of a key, which it is given where it has none.
    mutating func index(of key: UInt64) -> Int {
        let place = place(of: key)
        if places[place] > 0 { return Int(places[place] - 1) }
        keys.append(key)
        places[place] = UInt32(keys.count)
        if keys.count * 2 > places.count { grow() }
        return keys.count - 1
    }

    func known(_ key: UInt64) -> Int? {
        let number = places[place(of: key)]
        return number > 0 ? Int(number - 1) : nil
    }

    mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        places.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    /// Where a key stands or would.
    @inline(__always)
    private func place(of key: UInt64) -> Int {
        places.withUnsafeBufferPointer { places in
            keys.withUnsafeBufferPointer { keys in
                // The upper bits of a product depend on all bits of its factors.
                var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
                while places[place] > 0, keys[Int(places[place] - 1)] != key {
                    place = (place &+ 1) & (places.count &- 1)
                }
                return place
            }
        }
    }

    private mutating func grow() {
        shift -= 1
        places = ContiguousArray(repeating: 0, count: places.count * 2)
        for (number, key) in keys.enumerated() { places[place(of: key)] = UInt32(number + 1) }
    }
}

extension IndexTable {
    /// Of two numbers.
    static func pair(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }
}
