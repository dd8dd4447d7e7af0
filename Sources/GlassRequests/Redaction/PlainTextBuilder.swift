/// Collects text that came from outside, up to ``maximumLength`` bytes: what a terminal, a person or a parser could
/// stumble over stands in it as `\x1b`. What is too much is cut, and an ellipsis put in its place.
struct PlainTextBuilder: ~Copyable {
    /// Of the UTF-8, without the ellipsis.
    static let maximumLength = 512

    private var bytes = InlineArray<512, UInt8>(repeating: 0)
    private var count = 0
    private var limit: Int
    private(set) var isCut = false

    init(limit: Int = PlainTextBuilder.maximumLength) { self.limit = min(limit, Self.maximumLength) }

    var text: String {
        guard let valid = try? UTF8Span(validating: bytes.span.extracting(first: count)) else { return "" }
        return isCut ? String(copying: valid) + "…" : String(copying: valid)
    }

    /// What is appended is known to be harmless.
    mutating func append(_ text: StaticString) {
        guard reserve(text.utf8CodeUnitCount) else { return }
        text.withUTF8Buffer { units in
            for unit in units { store(unit) }
        }
    }

    mutating func append(untrusted span: RawSpan) {
        var offset = 0
        while offset < span.byteCount && !isCut {
            let byte = span.octet(offset)
            if byte >= 0x20 && byte < 0x7f {
                if reserve(1) { store(byte) }
                offset += 1
            } else {
                offset += appendUnusual(span, at: offset)
            }
        }
    }

    /// Gives the number of bytes that it took.
    private mutating func appendUnusual(_ span: RawSpan, at offset: Int) -> Int {
        guard let (scalar, length) = span.scalar(at: offset), !scalar.isTreacherous else {
            appendEscaped(span.octet(offset))
            return 1
        }
        if reserve(length) {
            for index in 0..<length { store(span.octet(offset + index)) }
        }
        return length
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        guard reserve(4) else { return }
        store(0x5c)
        store(0x78)
        store(Self.hexDigit(byte >> 4))
        store(Self.hexDigit(byte & 15))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    private mutating func reserve(_ length: Int) -> Bool {
        if isCut || limit - count < length { isCut = true }
        return !isCut
    }

    private mutating func store(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }
}

extension RawSpan {
    /// The scalar at `offset` that more than one byte says, and how many; none where that is not valid UTF-8.
    fileprivate func scalar(at offset: Int) -> (Unicode.Scalar, Int)? {
        let first = octet(offset)
        let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
        guard first >= 0xc2, first <= 0xf4, byteCount - offset >= length else { return nil }
        var value = UInt32(first) & (0x7f >> UInt32(length))
        for index in 1..<length {
            let next = octet(offset + index)
            guard next & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(next & 0x3f)
        }
        guard value >= (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x1_0000) else { return nil }
        return Unicode.Scalar(value).map { ($0, length) }
    }
}

extension Unicode.Scalar {
    /// It controls a terminal, or makes text look like something that it is not.
    fileprivate var isTreacherous: Bool {
        switch value {
        case 0..<0x20, 0x7f..<0xa0: true
        case 0xad, 0x61c, 0x180e, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff, 0xfff9...0xfffb: true
        case 0xe0000...0xe0fff: true
        default: false
        }
    }
}
