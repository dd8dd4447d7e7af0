extension RawSpan {
    /// The offset of the first newline at or behind `start`. Looks at eight bytes at once (Hacker's Delight, 6-1).
    func firstNewline(from start: Int) -> Int? {
        var offset = start
        while byteCount - offset >= 8 {
            let word = UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let zeroes = word ^ 0x0a0a_0a0a_0a0a_0a0a
            let hits = (zeroes &- 0x0101_0101_0101_0101) & ~zeroes & 0x8080_8080_8080_8080
            if hits != 0 { return offset + hits.trailingZeroBitCount / 8 }
            offset += 8
        }
        return firstIndex(of: 0x0a, from: offset)
    }

    func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        var offset = start
        while offset < byteCount {
            if self.octet(offset) == byte { return offset }
            offset += 1
        }
        return nil
    }

    func lastIndex(of byte: UInt8) -> Int? {
        var offset = byteCount
        while offset > 0 {
            offset -= 1
            if self.octet(offset) == byte { return offset }
        }
        return nil
    }

    func starts(with text: StaticString) -> Bool { holds(text, at: 0) }

    /// Whether `text`, in lower case, stands at `offset` in upper or lower case.
    func holdsIgnoringCase(_ text: StaticString, at offset: Int = 0) -> Bool {
        guard byteCount - offset >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            for index in wanted.indices where octet(offset + index).lowercased != wanted[index] { return false }
            return true
        }
    }

    /// Whether `text`, in lower case, stands anywhere in it.
    func containsIgnoringCase(_ text: StaticString) -> Bool {
        var offset = 0
        while byteCount - offset >= text.utf8CodeUnitCount {
            if holdsIgnoringCase(text, at: offset) { return true }
            offset += 1
        }
        return false
    }

    /// Where what stands at or behind `start` is, without the blanks around it.
    func trimmed(from start: Int) -> Range<Int> {
        var start = min(start, byteCount)
        var end = byteCount
        while start < end && octet(start).isBlank { start += 1 }
        while start < end && octet(end - 1).isBlank { end -= 1 }
        return start..<end
    }

    func equals(_ text: String) -> Bool {
        guard text.utf8.count == byteCount else { return false }
        var offset = 0
        for unit in text.utf8 {
            if unit != octet(offset) { return false }
            offset += 1
        }
        return true
    }
}

extension UInt8 {
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5a ? self | 0x20 : self }
    var isLowercaseLetter: Bool { self >= 0x61 && self <= 0x7a }
    var isHexDigit: Bool { hexValue != nil }
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
