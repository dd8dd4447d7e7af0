/// The last bytes that one side said, without a hole among them.
struct LastBytes: Sendable {
    private static let maximumCount = 64
    private static let readyCount = 6
    private var bytes: [UInt8] = []

    mutating func append(_ said: RawSpan) {
        if said.byteCount >= Self.maximumCount { clear() }
        for index in max(0, said.byteCount - Self.maximumCount)..<said.byteCount { bytes.append(said.octet(index)) }
        if bytes.count > Self.maximumCount { bytes.removeFirst(bytes.count - Self.maximumCount) }
    }

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    func ends(in text: StaticString) -> Bool {
        bytes.span.bytes.holds(text, at: bytes.count - text.utf8CodeUnitCount)
    }

    /// Whether they end in PostgreSQL's `ReadyForQuery`: its kind, its length, and the state of the transaction.
    var endsReady: Bool {
        let start = bytes.count - Self.readyCount
        guard bytes.span.bytes.holds("Z\0\0\0\u{5}", at: start) else { return false }
        return [UInt8(ascii: "I"), UInt8(ascii: "T"), UInt8(ascii: "E")].contains(bytes[start + 5])
    }

    /// What PostgreSQL's `CommandComplete` says, where one stands before `ReadyForQuery`.
    var commandTag: CommandTag? {
        let end = bytes.count - Self.readyCount
        guard end >= 8, bytes[end - 1] == 0 else { return nil }
        for start in stride(from: end - 7, through: 0, by: -1) where bytes[start] == UInt8(ascii: "C") {
            let length = bytes.span.bytes.bigEndian32(at: start + 1)
            guard Int(length) == end - start - 1 else { continue }
            let tag = CommandTag(bytes.span.bytes.extracting(start + 5..<end))
            if tag.command != nil { return tag }
        }
        return nil
    }
}
