import GlassModel

extension PostgreSQLConversation {
    public static func recognises(_ bytes: RawSpan, from speaker: Speaker) -> Recognition {
        guard let first = bytes.octet(ifAt: 0) else { return .undecided }
        if speaker == .client, first == 0 { return startup(bytes) }
        if speaker == .server, bytes.byteCount == 1, first == UInt8(ascii: "S") || first == UInt8(ascii: "N") {
            return .undecided
        }
        guard bytes.byteCount >= 5 else { return canStartMessage(bytes, speaker) ? .undecided : .no }
        let chain = PostgreSQLMessageChain(bytes, from: speaker)
        if chain.isExact || (chain.complete > 0 && chain.endsWithin) { return .yes }
        guard chain.endsWithin else { return .no }
        return first == UInt8(ascii: "Q") && hasText(bytes, from: 5) ? .yes : .undecided
    }

    private static func startup(_ bytes: RawSpan) -> Recognition {
        if bytes.byteCount > 1, bytes.octet(1) != 0 { return .no }
        guard bytes.byteCount >= 8 else { return .undecided }
        let code = bytes.bigEndian32(at: 4)
        let isKnown = StartupCode.isSession(code) || StartupCode.others.contains(code)
        return isKnown && (8...10_000).contains(bytes.bigEndian32(at: 0)) ? .yes : .no
    }

    /// Whether up to four bytes can be a kind and the start of a length.
    private static func canStartMessage(_ bytes: RawSpan, _ speaker: Speaker) -> Bool {
        let isTag = [4, 5, 8, 12, 64].contains {
            PostgreSQLMessage.isPlausible(bytes.octet(0), length: $0, from: speaker)
        }
        return isTag && (bytes.octet(ifAt: 1) ?? 0) <= 0x10
    }

    private static func hasText(_ bytes: RawSpan, from start: Int) -> Bool {
        guard bytes.byteCount > start else { return false }
        for offset in start..<min(bytes.byteCount, start + 32) {
            let byte = bytes.octet(offset)
            if byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D { return false }
        }
        return true
    }
}
