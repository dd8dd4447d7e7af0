import GlassModel

extension PythonObjects {
    /// More attributes of one object are not looked at.
    private static var maximumAttributes: Int { 30 }

    /// What the attributes of an instance of a Python class hold, without their names, from 3.11 on. As long as nobody asks for
    /// its `__dict__` they stand in an array of their own, without a dict.
    func attributeValues(of instance: VirtualAddress) -> [VirtualAddress] {
        switch layout.values.attributes {
        case nil: []
        case .pointers:
            memory.pointer(at: instance + Self.values).map { values(from: $0) }
                ?? memory.pointer(at: instance + Self.dictionary).map { values(ofDictionary: $0) } ?? []
        case .taggedPointer: taggedValues(of: instance)
        case .inline: inlineValues(of: instance)
        }
    }

    /// Before the object stand the two words of the garbage collector, and before those these.
    private static var dictionary: Int { -24 }
    private static var values: Int { -32 }

    private func taggedValues(of instance: VirtualAddress) -> [VirtualAddress] {
        guard let word: UInt64 = memory.integer(at: instance + Self.dictionary), word != 0 else { return [] }
        return word & 1 == 1
            ? values(from: VirtualAddress(word &+ 1)) : values(ofDictionary: VirtualAddress(word))
    }

    /// Behind the object, as long as the byte before them says that they hold.
    private func inlineValues(of instance: VirtualAddress) -> [VirtualAddress] {
        if let dictionary = memory.pointer(at: instance + Self.dictionary) { return values(ofDictionary: dictionary) }
        guard let type = memory.pointer(at: instance + 8), let size: Int64 = memory.integer(at: type + 32),
            (16...4096).contains(size), let isValid: UInt8 = memory.integer(at: instance + Int(size) + 3), isValid != 0
        else { return [] }
        return values(from: instance + Int(size) + 8)
    }

    private func values(ofDictionary dictionary: VirtualAddress) -> [VirtualAddress] {
        guard typeName(of: dictionary) == "dict" else { return [] }
        guard let shared = memory.pointer(at: dictionary + DictionaryLayout.since311.valuesOffset) else {
            return firstEntries(of: dictionary, Self.maximumAttributes)?.map(\.value) ?? []
        }
        return values(from: layout.values.attributes == .inline ? shared + 8 : shared)
    }

    private func values(from start: VirtualAddress) -> [VirtualAddress] {
        // How many there are, only the keys say, which the class has: fewer may be readable.
        for count in [Self.maximumAttributes, 8] {
            guard let block = memory.block(at: start, count: count * 8) else { continue }
            return (0..<count).compactMap { block.pointer(8 * $0) }
        }
        return []
    }
}
