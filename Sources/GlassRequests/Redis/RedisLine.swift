/// A line that is being read: its first bytes, up to the line's end.
struct RedisLine: Sendable {
    static let maximumCount = 64
    private(set) var bytes: [UInt8] = []
    /// With what is not kept, without the line's end.
    private(set) var count = 0

    /// Takes bytes up to a line's end; whether it came.
    mutating func read(_ said: RawSpan, _ offset: inout Int) -> Bool {
        while offset < said.byteCount {
            let byte = said.octet(offset)
            offset += 1
            if byte == 0x0A { return true }
            guard byte != 0x0D else { continue }
            count &+= 1
            if bytes.count < Self.maximumCount { bytes.append(byte) }
        }
        return false
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
    }

    /// The number that the line is; nil where it is none, or a hostile one.
    var number: Int? {
        guard count > 0, count <= 12 else { return nil }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        guard count > (isNegative ? 1 : 0) else { return nil }
        var value = 0
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            guard byte.isDigit else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return isNegative ? -value : value
    }

    /// The line's first word if it can be the name of an error: `ERR`, `WRONGTYPE`.
    var errorName: String { RedisErrorName.of(bytes[...]) }
}

enum RedisErrorName {
    /// `ERR` where an error has no name: its text may hold anything.
    static func of(_ text: ArraySlice<UInt8>) -> String {
        let word = text.prefix { $0 != 0x20 && $0 != 0x0D && $0 != 0x0A }
        let isName = word.allSatisfy { $0.isUpperLetter || $0 == UInt8(ascii: "_") }
        guard isName, (1...24).contains(word.count) else { return "ERR" }
        return String(decoding: word, as: UTF8.self)
    }
}
