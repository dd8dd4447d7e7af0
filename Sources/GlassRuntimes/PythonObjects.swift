import GlassModel

/// Objects of CPython, read one at a time. Nothing is given for one that is not what it is read as.
struct PythonObjects<Memory: MemoryReader> {
    let layout: PythonLayout
    let memory: Memory

    /// Longer strings are cut: a file name or a function's is shorter.
    static var maximumTextLength: Int { 4096 }

    /// What the object's type calls itself: `code`, `dict`.
    func typeName(of object: VirtualAddress) -> String? {
        memory.pointer(at: object + 8).flatMap(typeName(ofType:))
    }

    func typeName(ofType type: VirtualAddress) -> String? {
        memory.pointer(at: type + 24).flatMap(cString(at:))
    }

    private func cString(at address: VirtualAddress) -> String? {
        // A type's name may stand at the very end of a mapping.
        for count in [64, 16, 8] {
            guard let bytes = memory.bytes(at: address, count: count) else { continue }
            return bytes.firstIndex(of: 0).map { String(decoding: bytes[..<$0], as: UTF8.self) }
        }
        return nil
    }

    func text(at object: VirtualAddress) -> String? { text(at: object, upTo: Self.maximumTextLength) }

    /// A `str`, in whichever of its widths, or its beginning.
    func text(at object: VirtualAddress, upTo limit: Int) -> String? {
        let text = layout.text
        guard let header = memory.block(at: object, count: text.asciiSize),
            let length = header.integer(text.length, as: Int64.self), length >= 0, length < 1 << 32,
            let state = header.integer(text.state, as: UInt32.self), (state >> 5) & 1 == 1
        else { return nil }
        let isASCII = (state >> 6) & 1 == 1
        let width = Int((state >> 2) & 7)
        guard [1, 2, 4].contains(width) else { return nil }
        let count = min(Int(length), limit)
        let start = object + (isASCII ? text.asciiSize : text.compactSize)
        return memory.bytes(at: start, count: count * width).map { Self.decode($0, width: width) }
    }

    private static func decode(_ bytes: [UInt8], width: Int) -> String {
        var text = String.UnicodeScalarView()
        for start in stride(from: 0, to: bytes.count, by: width) {
            let value = bytes[start..<start + width].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        return String(text)
    }

    /// The attributes of a module object.
    func dictionary(ofModule module: VirtualAddress) -> VirtualAddress? {
        guard typeName(of: module) == "module" else { return nil }
        return memory.pointer(at: module + 16)
    }
}
