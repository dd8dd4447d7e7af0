/// Reads numbers and words out of the bytes of a /proc file, without allocating and without trapping on any input.
///
/// A cursor moves over a span that the caller holds; each step either succeeds and moves, or fails and stays.
public struct TextScanner {
    /// The offset of the next byte to read.
    public private(set) var offset = 0

    public init(at offset: Int = 0) { self.offset = offset }

    /// Steps over blanks and tabs, not over line ends.
    public mutating func skipBlanks(_ text: Span<UInt8>) {
        while offset < text.count, text[offset] == UInt8(ascii: " ") || text[offset] == UInt8(ascii: "\t") {
            offset += 1
        }
    }

    /// Steps behind the next line end, or to the end of the text.
    public mutating func skipLine(_ text: Span<UInt8>) {
        while offset < text.count {
            offset += 1
            if text[offset - 1] == UInt8(ascii: "\n") { return }
        }
    }

    /// Steps over `byte`; false, and nothing moved, where another byte stands.
    public mutating func skip(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard offset < text.count, text[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// A decimal number after any blanks; nil where there is none or it exceeds 64 bits.
    public mutating func unsigned(_ text: Span<UInt8>) -> UInt64? {
        number(text, radix: 10)
    }

    /// A decimal number after any blanks, with an optional minus sign.
    public mutating func signed(_ text: Span<UInt8>) -> Int64? {
        let start = offset
        skipBlanks(text)
        let isNegative = skip(UInt8(ascii: "-"), text)
        guard let magnitude = number(text, radix: 10),
            let value = isNegative
                ? (magnitude == 1 << 63 ? Int64.min : Int64(exactly: magnitude).map { -$0 })
                : Int64(exactly: magnitude)
        else {
            offset = start
            return nil
        }
        return value
    }

    /// A hexadecimal number after any blanks, with or without `0x`.
    public mutating func hexadecimal(_ text: Span<UInt8>) -> UInt64? {
        let start = offset
        skipBlanks(text)
        if offset + 1 < text.count, text[offset] == UInt8(ascii: "0"), text[offset + 1] | 0x20 == UInt8(ascii: "x") {
            offset += 2
        }
        guard let value = number(text, radix: 16) else {
            offset = start
            return nil
        }
        return value
    }

    /// The bytes up to the next blank or line end, after any blanks; nil where there are none.
    public mutating func word(_ text: Span<UInt8>) -> Range<Int>? {
        skipBlanks(text)
        let start = offset
        while offset < text.count, text[offset] > UInt8(ascii: " ") { offset += 1 }
        return start < offset ? start..<offset : nil
    }

    /// The bytes up to the line end, which is stepped over.
    public mutating func restOfLine(_ text: Span<UInt8>) -> Range<Int> {
        let start = offset
        skipLine(text)
        let hasLineEnd = offset > start && text[offset - 1] == UInt8(ascii: "\n")
        return start..<(hasLineEnd ? offset - 1 : offset)
    }

    /// The next line that is `key:value`, which is stepped over, as those before it are that have no colon; nil where there
    /// is none.
    mutating func keyedLine(_ text: Span<UInt8>) -> (key: Range<Int>, value: Range<Int>)? {
        while offset < text.count {
            let line = restOfLine(text)
            guard let colon = line.first(where: { text[$0] == UInt8(ascii: ":") }) else { continue }
            return (line.lowerBound..<colon, colon + 1..<line.upperBound)
        }
        return nil
    }

    private mutating func number(_ text: Span<UInt8>, radix: UInt64) -> UInt64? {
        let start = offset
        skipBlanks(text)
        let first = offset
        var value: UInt64 = 0
        while offset < text.count, let digit = Self.digit(text[offset]), digit < radix {
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else {
                offset = start
                return nil
            }
            value = sum
            offset += 1
        }
        guard offset > first else {
            offset = start
            return nil
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }
}

extension Span<UInt8> {
    /// The bytes of `range` as text; what is no UTF-8 is repaired, and control characters, which a target could use
    /// to send escapes to a terminal, become `?`.
    public func text(_ range: Range<Int>) -> String {
        guard range.lowerBound >= 0, range.upperBound <= count else { return "" }
        let bytes = range.map { index in
            self[index] < 0x20 || self[index] == 0x7F ? UInt8(ascii: "?") : self[index]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the bytes of `range` are `word`.
    public func equals(_ word: StaticString, _ range: Range<Int>) -> Bool {
        guard range.count == word.utf8CodeUnitCount, range.lowerBound >= 0, range.upperBound <= count else {
            return false
        }
        for place in 0..<range.count where self[range.lowerBound + place] != word.utf8Start[place] { return false }
        return true
    }
}
