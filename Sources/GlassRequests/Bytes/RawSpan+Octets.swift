extension RawSpan {
    /// The byte at `offset`, which the caller has compared with ``byteCount``.
    @inline(__always)
    func octet(_ offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

    /// The byte at `offset`, or nil behind the end.
    @inline(__always)
    func octet(ifAt offset: Int) -> UInt8? { offset >= 0 && offset < byteCount ? octet(offset) : nil }

    /// Whether `text` stands at `offset`.
    func holds(_ text: StaticString, at offset: Int = 0) -> Bool {
        let length = text.utf8CodeUnitCount
        guard offset >= 0, byteCount - offset >= length else { return false }
        for index in 0..<length where octet(offset + index) != text.utf8Start[index] { return false }
        return true
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    var isUpperLetter: Bool { self >= 0x41 && self <= 0x5A }
    /// The letter in upper case; other bytes are as they were.
    var upperCased: UInt8 { self >= 0x61 && self <= 0x7A ? self & 0xDF : self }
}
