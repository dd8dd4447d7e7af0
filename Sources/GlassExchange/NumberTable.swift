/// A key that brings its own hash.
protocol TableKey: Hashable {
    /// Of which every bit depends on all of the key.
    var slot: UInt64 { get }
}

/// Gives dense numbers to keys: open addressing, one look into memory for most keys, and as little memory as that takes.
struct NumberTable<Key: TableKey> {
    private struct Slot {
        let key: Key
        let number: Int32
    }

    private var slots: ContiguousArray<Slot?> = []
    private(set) var count = 0

    /// The number of a key; `next` from now on for one that has none yet.
    mutating func number(of key: Key, orInsert next: Int32) -> (number: Int32, isNew: Bool) {
        if (count + 1) * 3 > slots.count * 2 { grow() }
        let place = place(of: key)
        if let known = slots[place] { return (known.number, false) }
        slots[place] = Slot(key: key, number: next)
        count += 1
        return (next, true)
    }

    /// Where the key is, or where it would go.
    private func place(of key: Key) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: key.slot) & mask
        while let slot = slots[place], slot.key != key { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = slots
        slots = ContiguousArray(repeating: nil, count: max(1_024, old.count * 2))
        for case .some(let slot) in old { slots[place(of: slot.key)] = slot }
    }
}
