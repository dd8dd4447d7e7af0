/// Tells a segment of a path that identifies a thing (a number, a UUID, a date, a token) from one that names a kind.
enum SegmentShape {
    static func isIdentifier(_ text: RawSpan) -> Bool {
        guard text.byteCount > 0 else { return false }
        if text.byteCount > 64 || isNumeric(text) || text.equals("*") { return true }
        return isAddress(text) || isHex(text) || isRandom(text) || isNumbered(text)
    }

    /// A number, a date, a time, a version, coordinates: digits and what stands between digits.
    static func isNumeric(_ text: RawSpan) -> Bool {
        var digits = 0
        for offset in 0..<text.byteCount {
            switch text.octet(offset) {
            case 0x30...0x39: digits += 1
            case 0x2b, 0x2c, 0x2d, 0x2e, 0x3a, 0x5f: break
            case 0x54 where offset > 0, 0x5a where offset == text.byteCount - 1: break
            default: return false
            }
        }
        return digits > 0
    }

    /// `someone@example.com`, also percent-encoded.
    private static func isAddress(_ text: RawSpan) -> Bool {
        guard let at = text.firstIndex(of: 0x40) else { return text.containsIgnoringCase("%40") }
        return at > 0
    }

    /// A hash, a UUID, an address in hexadecimal: eight digits or more, one of them decimal.
    private static func isHex(_ text: RawSpan) -> Bool {
        var digits = 0
        var decimal = 0
        let start = text.starts(with: "0x") ? 2 : 0
        for offset in start..<text.byteCount {
            let byte = text.octet(offset)
            if byte.isHexDigit {
                digits += 1
                if byte.isDigit { decimal += 1 }
            } else if byte != 0x2d {
                return false
            }
        }
        return digits >= 8 && (decimal > 0 || digits >= 16)
    }

    /// Ten characters or more in which digits, small and capital letters change places all the time.
    private static func isRandom(_ text: RawSpan) -> Bool {
        guard text.byteCount >= 10 else { return false }
        var changes = 0
        var digits = 0
        var last: UInt8 = 0
        for offset in 0..<text.byteCount {
            let byte = text.octet(offset)
            let kind: UInt8 = byte.isDigit ? 1 : byte.isLowercaseLetter ? 2 : byte.isUpperLetter ? 3 : 0
            if kind == 0 && byte != 0x2d && byte != 0x5f { return false }
            if kind == 0 { continue }
            if kind == 1 { digits += 1 }
            if last != 0 && kind != last { changes += 1 }
            last = kind
        }
        return digits > 0 && (changes * 2 >= text.byteCount || (text.byteCount >= 20 && digits >= 4 && changes >= 6))
    }

    /// `order-1042`; `what-happened-in-2024-again`: words, and a number between them.
    private static func isNumbered(_ text: RawSpan) -> Bool {
        var start = 0
        var pieces = 0
        var numbers = 0
        var isLastNumber = false
        while start <= text.byteCount {
            var end = start
            var isNumber = true
            while end < text.byteCount && text.octet(end) != 0x2d && text.octet(end) != 0x5f {
                isNumber = isNumber && text.octet(end).isDigit
                end += 1
            }
            isLastNumber = isNumber && end - start >= 2
            if isNumber && end > start { numbers += 1 }
            pieces += 1
            start = end + 1
        }
        return pieces > 1 && numbers > 0 && (isLastNumber || (pieces >= 3 && text.byteCount >= 16))
    }
}
