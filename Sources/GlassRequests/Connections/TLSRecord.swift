/// The five bytes before each record of TLS (RFC 8446, 5.1), which are not encrypted themselves.
enum TLSRecord {
    /// Whether `bytes` begin with a record; undecided where they are too few.
    static func recognises(_ bytes: RawSpan) -> Recognition {
        if bytes.byteCount > 0 && !(0x14...0x17).contains(bytes.octet(0)) { return .no }
        if bytes.byteCount > 1 && bytes.octet(1) != 3 { return .no }
        if bytes.byteCount > 2 && bytes.octet(2) > 4 { return .no }
        guard bytes.byteCount >= 5 else { return .undecided }
        let length = Int(bytes.octet(3)) << 8 | Int(bytes.octet(4))
        return (1...18_432).contains(length) ? .yes : .no
    }

    /// Who begins a handshake with this record; nil where it is another record.
    static func speaker(of bytes: RawSpan) -> Speaker? {
        guard bytes.byteCount >= 6, bytes.octet(0) == 0x16 else { return nil }
        switch bytes.octet(5) {
        case 1: return .client
        case 2: return .server
        default: return nil
        }
    }
}
