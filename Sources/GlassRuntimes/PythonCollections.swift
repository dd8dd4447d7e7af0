import GlassModel

extension PythonObjects {
    /// Larger sets are not searched for their first elements.
    private static var maximumSlots: Int { 4096 }

    /// The first elements of a `set` or `frozenset`, and how many there are: a table of objects and their hashes, where -1
    /// stands for no hash, because the element was taken away.
    func elements(ofSet set: VirtualAddress, upTo limit: Int) -> (elements: [VirtualAddress], count: Int)? {
        guard let head = memory.block(at: set, count: 48), let count = head.count(24) else { return nil }
        guard limit > 0, count > 0, let mask = head.count(32), mask < Self.maximumSlots,
            let table = head.pointer(40), let block = memory.block(at: table, count: (mask + 1) * 16)
        else { return ([], count) }
        var elements: [VirtualAddress] = []
        for slot in 0...mask where elements.count < limit {
            guard let element = block.pointer(16 * slot), block.integer(16 * slot + 8, as: Int64.self) != -1 else {
                continue
            }
            elements.append(element)
        }
        return (elements, count)
    }

    /// All elements of a `tuple`, where it has no more than that.
    func elements(ofTuple tuple: VirtualAddress, upTo limit: Int) -> [VirtualAddress]? {
        guard let count: Int64 = memory.integer(at: tuple + 16), (0...Int64(limit)).contains(count),
            let block = memory.block(at: tuple + layout.values.tupleItems, count: Int(count) * 8)
        else { return nil }
        let elements = (0..<Int(count)).compactMap { block.pointer(8 * $0) }
        return elements.count == Int(count) ? elements : nil
    }

    /// The first elements of a `list`.
    func elements(ofList list: VirtualAddress, upTo limit: Int) -> [VirtualAddress]? {
        typeName(of: list) == "list" ? items(ofList: list, upTo: limit) : nil
    }

    /// Of what is known to be one.
    func items(ofList list: VirtualAddress, upTo limit: Int) -> [VirtualAddress]? {
        guard let head = memory.block(at: list, count: 32), let count = head.count(16)
        else { return nil }
        if count == 0 { return [] }
        guard let items = head.pointer(24), let block = memory.block(at: items, count: min(count, limit) * 8) else {
            return nil
        }
        return (0..<min(count, limit)).compactMap { block.pointer(8 * $0) }
    }
}
