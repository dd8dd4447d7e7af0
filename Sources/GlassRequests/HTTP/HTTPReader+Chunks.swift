// Bodies in chunks (RFC 9112, 7.1).
extension HTTPReader {
    mutating func takeChunkSize(_ line: RawSpan) -> Event? {
        var size = 0
        var digits = 0
        while digits < line.byteCount, let digit = line.octet(digits).hexValue {
            guard size < 1 << 55 else { return breakChunks() }
            size = size << 4 | Int(digit)
            digits += 1
        }
        let isWhole = digits == line.byteCount || line.octet(digits) == 0x3b || line.octet(digits).isBlank
        guard digits > 0, isWhole else { return breakChunks() }
        phase = size == 0 ? .trailers : .chunk(size)
        return nil
    }

    mutating func breakChunks() -> Event {
        phase = .cutChunks
        lastBytes = 0
        return .lost(.brokenChunk)
    }

    /// Looks for the last chunk, `\r\n0\r\n\r\n`. Where the bytes before it are missing, the end of the call must follow.
    mutating func seekLastChunk(_ bytes: RawSpan, _ offset: inout Int) -> Event? {
        while offset < bytes.byteCount {
            lastBytes = lastBytes << 8 | UInt64(bytes.octet(offset))
            count(1, &offset)
            let isAtEnd = offset == bytes.byteCount
            guard lastBytes & 0xff == 0x0a, lastBytes & 0xff_ffff_ffff == 0x30_0d0a_0d0a else { continue }
            let before = lastBytes >> 40 & 0xffff
            if before == 0x0d0a || (isAtEnd && (before == 0 || before == 0x0a)) { return end() }
        }
        return nil
    }
}
