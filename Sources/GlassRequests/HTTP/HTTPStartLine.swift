/// The first line of a request (RFC 9112, 3): method, target, version.
struct HTTPRequestLine {
    /// Where the target stands in the line.
    var target: Range<Int>
    /// Where the method ends.
    var methodEnd: Int

    /// Any method that follows the grammar. None where `line` is no such line. Of a cut line the end is missing, and it
    /// may end anywhere behind the method.
    init?(_ line: RawSpan, isCut: Bool) {
        guard let blank = line.firstIndex(of: 0x20), blank > 0, blank <= Self.longestMethod else { return nil }
        for offset in 0..<blank where !Self.isTokenCharacter(line.octet(offset)) { return nil }
        methodEnd = blank
        if isCut {
            target = (blank + 1)..<(line.firstIndex(of: 0x20, from: blank + 1) ?? line.byteCount)
            return
        }
        let version = line.byteCount - 8
        guard version > blank + 2, line.octet(version - 1) == 0x20, line.holds("HTTP/1.", at: version),
            line.octet(version + 7).isDigit
        else { return nil }
        target = (blank + 1)..<(version - 1)
    }

    private static let longestMethod = 32

    /// RFC 9110, 5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        if byte.isLetter || byte.isDigit { return true }
        switch byte {
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: return true
        default: return false
        }
    }

    /// Whether `line` begins with a method that is in common use, and the blank behind it: what a line in the middle of
    /// something else hardly ever does.
    static func beginsWithKnownMethod(_ line: RawSpan) -> Bool {
        guard line.byteCount > 0 else { return false }
        switch line.octet(0) {
        case 0x47: return line.starts(with: "GET ")
        case 0x50:
            return line.starts(with: "POST ") || line.starts(with: "PUT ") || line.starts(with: "PATCH ")
                || line.starts(with: "PROPFIND ") || line.starts(with: "PROPPATCH ") || line.starts(with: "PURGE ")
        case 0x48: return line.starts(with: "HEAD ")
        case 0x44: return line.starts(with: "DELETE ")
        case 0x4f: return line.starts(with: "OPTIONS ")
        case 0x43: return line.starts(with: "CONNECT ") || line.starts(with: "COPY ")
        case 0x54: return line.starts(with: "TRACE ")
        case 0x4d: return line.starts(with: "MKCOL ") || line.starts(with: "MOVE ")
        case 0x4c: return line.starts(with: "LOCK ")
        case 0x55: return line.starts(with: "UNLOCK ")
        case 0x52: return line.starts(with: "REPORT ")
        case 0x53: return line.starts(with: "SEARCH ")
        case 0x51: return line.starts(with: "QUERY ")
        default: return false
        }
    }

    /// What a proxy says of its own client before it passes on what that says (the PROXY protocol, version 1).
    static func isProxyLine(_ line: RawSpan) -> Bool {
        line.starts(with: "PROXY TCP") || line.starts(with: "PROXY UNKNOWN")
    }

    /// Whether more bytes could make a line with a method in common use of it.
    static func mayBegin(_ part: RawSpan) -> Bool {
        if beginsWithKnownMethod(part) { return true }
        guard part.byteCount < 10 else { return false }
        for offset in 0..<part.byteCount where !part.octet(offset).isUpperLetter { return false }
        return true
    }
}

/// The first line of a response (RFC 9112, 4): version, status, reason.
struct HTTPStatusLine {
    /// None where the line was cut before its end could be seen.
    var status: Int32?

    /// None where `line` is no such line.
    init?(_ line: RawSpan, isCut: Bool) {
        guard line.starts(with: "HTTP/1."), line.byteCount >= 9, line.octet(7).isDigit, line.octet(8) == 0x20 else {
            return nil
        }
        guard line.byteCount >= 12, line.octet(9) >= 0x31, line.octet(9) <= 0x39, line.octet(10).isDigit,
            line.octet(11).isDigit, line.byteCount == 12 ? !isCut : line.octet(12) == 0x20
        else {
            guard isCut, line.byteCount <= 12 else { return nil }
            status = nil
            return
        }
        status = Int32(line.octet(9) - 0x30) * 100 + Int32(line.octet(10) - 0x30) * 10 + Int32(line.octet(11) - 0x30)
    }

    /// Whether more bytes could make such a line of it.
    static func mayBegin(_ part: RawSpan) -> Bool {
        let whole: StaticString = "HTTP/1."
        if part.byteCount >= whole.utf8CodeUnitCount { return part.starts(with: whole) }
        return whole.withUTF8Buffer { wanted in
            for offset in 0..<part.byteCount where part.octet(offset) != wanted[offset] { return false }
            return true
        }
    }
}
