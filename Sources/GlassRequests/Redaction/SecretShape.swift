/// Tells what looks like a credential from what looks like a word, a number or an identifier.
enum SecretShape {
    /// Whether `text`, a segment of a path or the like, holds something that looks like a credential: a JSON Web Token,
    /// the prefix of a well-known kind of key, a long run of random characters. A UUID does not.
    static func isIn(_ text: RawSpan) -> Bool {
        guard text.byteCount >= 16 else { return false }
        var start = 0
        while start < text.byteCount {
            let end = endOfRun(text, from: start)
            if end - start >= 16 && isSecret(text.extracting(start..<end)) { return true }
            start = end + 1
        }
        return false
    }

    private static func endOfRun(_ text: RawSpan, from start: Int) -> Int {
        var end = start
        while end < text.byteCount && isTokenCharacter(text.octet(end)) { end += 1 }
        return end
    }

    /// Of base64, base64url, and what percent-encoding makes of them.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == 0x2d || byte == 0x5f || byte == 0x2b || byte == 0x3d || byte == 0x25
    }

    private static func isSecret(_ run: RawSpan) -> Bool {
        hasKnownPrefix(run) || isRandom(run) || isLongHex(run)
    }

    /// Prefixes that issuers of keys chose so that a leaked key can be told at sight.
    private static func hasKnownPrefix(_ run: RawSpan) -> Bool {
        switch run.octet(0) {
        case 0x65: run.starts(with: "eyJ")
        case 0x41: run.starts(with: "AKIA") || run.starts(with: "ASIA") || run.starts(with: "AIza")
        case 0x67:
            run.starts(with: "github_pat_") || run.starts(with: "glpat-")
                || (run.starts(with: "gh") && run.octet(3) == 0x5f)
        case 0x73: run.starts(with: "sk-") || run.starts(with: "sk_")
        case 0x70: run.starts(with: "pk_")
        case 0x72: run.starts(with: "rk_")
        case 0x78: run.starts(with: "xox")
        default: false
        }
    }

    /// Twenty characters or more in which digits, small and capital letters change places often.
    private static func isRandom(_ run: RawSpan) -> Bool {
        guard run.byteCount >= 20 else { return false }
        var changes = 0
        var digits = 0
        var kinds: UInt8 = 0
        var last: UInt8 = 0
        for offset in 0..<run.byteCount {
            let byte = run.octet(offset)
            let kind: UInt8 = byte.isDigit ? 1 : byte.isLowercaseLetter ? 2 : byte.isUpperLetter ? 4 : 0
            if kind == 1 { digits += 1 }
            if kind != 0 && last != 0 && kind != last { changes += 1 }
            kinds |= kind
            last = kind
        }
        return digits > 0 && kinds == 7 && changes * 4 >= run.byteCount
    }

    /// 32 hexadecimal digits in a row, not all of them decimal.
    private static func isLongHex(_ run: RawSpan) -> Bool {
        var length = 0
        var letters = 0
        for offset in 0..<run.byteCount {
            let byte = run.octet(offset)
            if !byte.isHexDigit {
                length = 0
                letters = 0
                continue
            }
            length += 1
            if !byte.isDigit { letters += 1 }
            if length >= 32 && letters > 0 { return true }
        }
        return false
    }
}
