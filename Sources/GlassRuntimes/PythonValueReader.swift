import GlassModel

/// Reads objects as the values that they are, so far as they are shown: with bounds on depth, length and the number of all.
struct PythonValueReader<Memory: MemoryReader> {
    let objects: PythonObjects<Memory>
    /// Objects that may still be read.
    var remaining: Int

    /// Collections within collections are looked into this deep.
    static var maximumDepth: Int { 3 }
    /// Elements of a collection that are read.
    static var maximumElements: Int { 8 }
    /// Scalars of a text, bytes of a `bytes`: more than is shown, so that a secret can be told by its shape.
    static var maximumTextLength: Int { 256 }

    private var memory: Memory { objects.memory }
    private var values: PythonLayout.Values { objects.layout.values }

    /// An object that is read twice, because other threads may change it meanwhile.
    mutating func settledValue(at object: VirtualAddress) -> PythonValue {
        let first = value(at: object, depth: 0)
        return first == value(at: object, depth: 0) ? first : .changing
    }

    private mutating func value(at object: VirtualAddress, depth: Int) -> PythonValue {
        remaining -= 1
        guard remaining > 0 else { return .more }
        guard let head = memory.block(at: object, count: 24), let type = head.pointer(8),
            let name = objects.typeName(ofType: type),
            let flags: UInt64 = memory.integer(at: type + TypeObject.flags)
        else { return .unreadable }
        // A program's own type may be called as it likes.
        guard flags & TypeObject.isMadeByProgram == 0 else { return .object(type: ownName(type, name), object) }
        return builtIn(name, object, depth) ?? .object(type: name, object)
    }

    /// Nil where the type is none of those that are shown; unreadable where it is, and the object is none such.
    private mutating func builtIn(_ type: String, _ object: VirtualAddress, _ depth: Int) -> PythonValue? {
        switch type {
        case "NoneType": PythonValue.none
        case "bool": objects.integer(at: object).map { .bool($0 != .int(0)) } ?? .unreadable
        case "int": objects.integer(at: object) ?? .unreadable
        case "float": memory.integer(at: object + 16).map { .float($0) } ?? .unreadable
        case "str": text(at: object) ?? .unreadable
        case "bytes": bytes(at: object) ?? .unreadable
        case "list", "tuple": sequence(at: object, type == "list" ? .list : .tuple, depth) ?? .unreadable
        case "set", "frozenset": set(at: object, type == "set" ? .set : .frozenset, depth) ?? .unreadable
        case "dict": dictionary(at: object, depth) ?? .unreadable
        default: nil
        }
    }

    private func text(at object: VirtualAddress) -> PythonValue? {
        guard let length: Int64 = memory.integer(at: object + objects.layout.text.length),
            let text = objects.text(at: object, upTo: Self.maximumTextLength)
        else { return nil }
        return .text(text, isCut: length > Self.maximumTextLength)
    }

    private func bytes(at object: VirtualAddress) -> PythonValue? {
        guard let size = count(at: object + 16),
            let bytes = memory.bytes(at: object + 32, count: min(size, Self.maximumTextLength))
        else { return nil }
        return .bytes(bytes, isCut: size > Self.maximumTextLength)
    }

    private mutating func sequence(
        at object: VirtualAddress, _ kind: PythonValue.Collection, _ depth: Int
    ) -> PythonValue? {
        guard let count = count(at: object + 16) else { return nil }
        if count == 0 { return .elements(kind, [], count: 0) }
        guard depth < Self.maximumDepth else { return .elements(kind, [.more], count: count) }
        let items = kind == .list ? memory.pointer(at: object + 24) : object + values.tupleItems
        let shown = min(count, Self.maximumElements)
        guard let items, let block = memory.block(at: items, count: shown * 8) else { return nil }
        let elements = (0..<shown).map { index in
            block.pointer(8 * index).map { value(at: $0, depth: depth + 1) } ?? .unreadable
        }
        return .elements(kind, elements, count: count)
    }

    private mutating func set(
        at object: VirtualAddress, _ kind: PythonValue.Collection, _ depth: Int
    ) -> PythonValue? {
        let limit = depth < Self.maximumDepth ? Self.maximumElements : 0
        guard let (elements, count) = objects.elements(ofSet: object, upTo: limit) else { return nil }
        if elements.isEmpty, count > 0 { return .elements(kind, [.more], count: count) }
        return .elements(kind, elements.map { value(at: $0, depth: depth + 1) }, count: count)
    }

    private mutating func dictionary(at object: VirtualAddress, _ depth: Int) -> PythonValue? {
        guard let count = count(at: object + 16) else { return nil }
        if count == 0 { return .entries([], count: 0) }
        guard depth < Self.maximumDepth, let entries = objects.firstEntries(of: object, Self.maximumElements) else {
            return .entries([], count: count)
        }
        let shown = entries.map { entry in
            PythonValue.Entry(
                key: value(at: entry.key, depth: depth + 1), value: value(at: entry.value, depth: depth + 1))
        }
        return .entries(shown, count: count)
    }

    private func count(at address: VirtualAddress) -> Int? {
        memory.block(at: address, count: 8)?.count(0)
    }

    /// `module.Name` of a class that the program made.
    private func ownName(_ type: VirtualAddress, _ name: String) -> String {
        guard !name.contains("."), let attributes = memory.pointer(at: type + TypeObject.attributes),
            let entries = objects.firstEntries(of: attributes, Self.maximumElements),
            let entry = entries.first(where: { objects.text(at: $0.key) == "__module__" }),
            let module = objects.text(at: entry.value)
        else { return name }
        return "\(module).\(name)"
    }

    /// `PyTypeObject`, which has kept these places from 3.8 on.
    private enum TypeObject {
        static var flags: Int { 168 }
        static var attributes: Int { 264 }
        static var isMadeByProgram: UInt64 { 1 << 9 }
    }
}

extension MemoryBlock {
    /// A number of things: not negative, and no more than fit in memory.
    func count(_ offset: Int) -> Int? {
        integer(offset, as: Int64.self).flatMap { (0..<1 << 40).contains($0) ? Int($0) : nil }
    }
}

extension PythonObjects {
    /// An `int` or `bool`: digits of 30 bits, the least first, with how many there are and the sign before them.
    func integer(at object: VirtualAddress) -> PythonValue? {
        guard let tag: Int64 = memory.integer(at: object + 16) else { return nil }
        let isTagged = layout.values.integersAreTagged
        let count = isTagged ? UInt64(bitPattern: tag) >> 3 : tag.magnitude
        let isNegative = isTagged ? tag & 3 == 2 : tag < 0
        guard count < 1 << 32 else { return nil }
        guard count <= Self.maximumDigits else { return .largeInt(bits: Int(count) * 30) }
        guard let digits = memory.block(at: object + 24, count: Int(count) * 4) else { return nil }
        var value: Int128 = 0
        for index in (0..<Int(count)).reversed() {
            guard let digit: UInt32 = digits.integer(4 * index), digit < 1 << 30 else { return nil }
            value = value << 30 | Int128(digit)
        }
        return .int(isNegative ? -value : value)
    }

    private static var maximumDigits: UInt64 { 4 }
}
