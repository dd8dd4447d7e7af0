/// Finds dense numbers by the hash of what they stand for. The things themselves stand elsewhere, by number. Its parts
/// are shared by copies, so that adding to one that was copied copies a part, not the whole.
struct NumberIndex: Sendable {
    /// Open addressing with linear probing; a slot is the low half of a hash and a number plus one, or 0.
    private struct Shard: Sendable {
        var slots: ContiguousArray<UInt64> = []
        var count = 0

        func find(_ hash: UInt64, _ isIt: (Int32) -> Bool) -> Int32? {
            guard !slots.isEmpty else { return nil }
            let mask = slots.count - 1
            let tag = hash & 0xFFFF_FFFF
            var place = Int(tag) & mask
            while slots[place] != 0 {
                let slot = slots[place]
                if slot >> 32 == tag {
                    let number = Int32(truncatingIfNeeded: (slot & 0xFFFF_FFFF) - 1)
                    if isIt(number) { return number }
                }
                place = (place + 1) & mask
            }
            return nil
        }

        mutating func reserve(_ additional: Int) {
            while (count + additional) * 4 > slots.count * 3 { grow() }
        }

        mutating func insert(_ hash: UInt64, _ number: Int32) {
            reserve(1)
            place((hash & 0xFFFF_FFFF) << 32 | UInt64(UInt32(bitPattern: number)) + 1)
            count += 1
        }

        private mutating func place(_ slot: UInt64) {
            let mask = slots.count - 1
            var place = Int(slot >> 32) & mask
            while slots[place] != 0 { place = (place + 1) & mask }
            slots[place] = slot
        }

        private mutating func grow() {
            let old = slots
            slots = ContiguousArray(repeating: 0, count: max(8, old.count * 2))
            for slot in old where slot != 0 { place(slot) }
        }
    }

    private static let shardBits: UInt64 = 10
    /// By the top bits of the hash.
    private var shards: ContiguousArray<Shard> = []

    /// The number with this hash that `isIt`, if it was inserted.
    func find(hash: UInt64, _ isIt: (Int32) -> Bool) -> Int32? {
        guard !shards.isEmpty else { return nil }
        return shards[Int(hash >> (64 - Self.shardBits))].find(hash, isIt)
    }

    /// Makes room for many at once.
    mutating func reserve(_ additional: Int) {
        guard additional > 16 << Self.shardBits else { return }
        allocate()
        let each = additional >> Self.shardBits
        for shard in shards.indices { shards[shard].reserve(each + each / 8) }
    }

    private mutating func allocate() {
        if shards.isEmpty { shards = ContiguousArray(repeating: Shard(), count: 1 << Int(Self.shardBits)) }
    }

    /// `number` is not negative and was not inserted before.
    mutating func insert(hash: UInt64, _ number: Int32) {
        allocate()
        shards[Int(hash >> (64 - Self.shardBits))].insert(hash, number)
    }

    /// A hash of two numbers, every bit of which depends on every bit of both.
    static func hash(_ first: Int32, _ second: Int32) -> UInt64 {
        var value = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
        value = (value ^ (value >> 32)) &* 0xD6E8_FEB8_6659_FD93
        value = (value ^ (value >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return value ^ (value >> 32)
    }

    static func hash(_ value: some Hashable) -> UInt64 { UInt64(bitPattern: Int64(value.hashValue)) }
}
