/// Distinct texts, each stored once: as bytes in one buffer, so that a million short texts cost little more than
/// their bytes. Numbers are given in order of appearance and never change.
public struct TextTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Open addressing; the numbers of texts, -1 where empty.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    public init() {}

    public var count: Int { ends.count }

    /// The text of a number that this table gave; empty for another.
    public subscript(id: Int32) -> String { withBytes(of: id) { String(decoding: $0, as: UTF8.self) } }

    /// The number of a text.
    public mutating func id(of text: String) -> Int32 {
        if (ends.count + 1) * 2 > slots.count { grow() }
        var text = text
        return text.withUTF8 { insert($0) }
    }

    private mutating func insert(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
        let slot = slot(of: text)
        if slots[slot] >= 0 { return slots[slot] }
        let id = Int32(ends.count)
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        slots[slot] = id
        return id
    }

    /// Where a text stands, or would stand.
    private func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
        // Seeded in each run, so that nobody can choose texts that collide.
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        var slot = hasher.finalize() & (slots.count - 1)
        while slots[slot] >= 0, !withBytes(of: slots[slot], { $0.elementsEqual(text) }) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for id in ends.indices {
            let slot = withBytes(of: Int32(id)) { self.slot(of: $0) }
            slots[slot] = Int32(id)
        }
    }

    func withBytes<Result>(of id: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let index = Int(id)
        guard ends.indices.contains(index) else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        let start = index > 0 ? ends[index - 1] : 0
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<ends[index]])) }
    }
}
