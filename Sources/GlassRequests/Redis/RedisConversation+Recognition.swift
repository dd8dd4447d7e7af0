import GlassModel

extension RedisConversation {
    public static func recognises(_ bytes: RawSpan, from speaker: Speaker) -> Recognition {
        guard let first = bytes.octet(ifAt: 0) else { return .undecided }
        if speaker == .client { return first == UInt8(ascii: "*") ? startsCommand(bytes) : startsInline(bytes) }
        return startsReply(bytes, first)
    }

    /// `*2\r\n$3\r\n`: a number of strings, and the length of the first.
    static func startsCommand(_ bytes: RawSpan) -> Recognition {
        var offset = 0
        for mark in [UInt8(ascii: "*"), UInt8(ascii: "$")] {
            guard let byte = bytes.octet(ifAt: offset) else { return .undecided }
            guard byte == mark else { return .no }
            offset += 1
            let number = numberLine(bytes, &offset)
            guard number == .yes else { return number }
        }
        return .yes
    }

    private static func numberLine(_ bytes: RawSpan, _ offset: inout Int) -> Recognition {
        let start = offset
        while let byte = bytes.octet(ifAt: offset), byte.isDigit { offset += 1 }
        guard offset - start <= 10 else { return .no }
        guard let end = bytes.octet(ifAt: offset) else { return .undecided }
        guard end == 0x0D, offset > start else { return .no }
        guard let feed = bytes.octet(ifAt: offset + 1) else { return .undecided }
        offset += 2
        return feed == 0x0A ? .yes : .no
    }

    /// Commands in plain words look as other protocols' do; only some are Redis's for sure.
    private static func startsInline(_ bytes: RawSpan) -> Recognition {
        if ["PING\r\n", "ping\r\n", "INFO\r\n", "info\r\n"].contains(where: { bytes.holds($0) }) { return .yes }
        let starts: [StaticString] = ["PING", "ping", "INFO", "info"]
        let isStart = starts.contains { word in
            let length = min(bytes.byteCount, word.utf8CodeUnitCount)
            return (0..<length).allSatisfy { bytes.octet($0) == word.utf8Start[$0] }
        }
        return isStart && bytes.byteCount < 6 ? .undecided : .no
    }

    private static func startsReply(_ bytes: RawSpan, _ first: UInt8) -> Recognition {
        switch first {
        case UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "~"),
            UInt8(ascii: ">"):
            if bytes.holds("-1\r\n", at: 1) { return .yes }
            var offset = 1
            return numberLine(bytes, &offset)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let known: [StaticString] = [
                "+OK\r\n", "+PONG\r\n", "+QUEUED\r\n", "-WRONGTYPE ", "-NOAUTH ", "-MOVED ", "-WRONGPASS ", "-ERR ",
            ]
            if known.contains(where: { bytes.holds($0) }) { return .yes }
            return bytes.byteCount < 11 && !bytes.holds("\n", at: bytes.byteCount - 1) ? .undecided : .no
        default: return .no
        }
    }
}
