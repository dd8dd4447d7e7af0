/// Cuts what one side says into messages, however it comes in pieces. Keeps no more of a message than anybody reads.
struct PostgreSQLFramer {
    /// What ``next(_:_:)`` found: a message, whose body lies in the bytes that were given or was put together.
    struct Found {
        let message: PostgreSQLMessage
        let body: Range<Int>?
        /// The first byte of it lay in bytes that were given before.
        let startedBefore: Bool
    }

    let speaker: Speaker
    /// It is not known where the next message starts.
    private(set) var isLost = false
    /// The server answers the request for encryption with a single byte.
    var expectsNegotiation = false
    /// A client may begin with packets that have no kind.
    var acceptsStartup: Bool

    private var headerCount = 0
    private var tag: UInt8 = 0
    private var length: UInt32 = 0
    private var byteCount = 0
    /// Of the body that is being read.
    private var remaining = 0
    private var isInBody = false
    private var hasHole = false
    private var collected: [UInt8] = []

    init(_ speaker: Speaker) {
        self.speaker = speaker
        acceptsStartup = speaker == .client
    }

    var isInsideBody: Bool { isInBody && remaining > 0 }
    var isMidMessage: Bool { isInBody || headerCount > 0 }

    mutating func lose() {
        endMessage()
        isLost = true
    }

    mutating func align() {
        endMessage()
        isLost = false
    }

    /// The body that was put together; to be given back with ``giveBack(_:)``, so that its room is used again.
    mutating func takeBody() -> [UInt8] {
        var body: [UInt8] = []
        swap(&body, &collected)
        return body
    }

    mutating func giveBack(_ body: consuming [UInt8]) {
        collected = body
        if collected.capacity > 4_096 { collected = [] }
        collected.removeAll(keepingCapacity: true)
    }

    /// The next message that is complete; nil at the end of the bytes, or where what stands there is no message.
    mutating func next(_ bytes: RawSpan, _ offset: inout Int) -> Found? {
        guard !isLost else { return nil }
        let startedBefore = isInBody || headerCount > 0
        if !isInBody {
            if let answer = negotiation(bytes, &offset) { return answer }
            guard readHeader(bytes, &offset) else { return nil }
        }
        return readBody(bytes, &offset, startedBefore: startedBefore)
    }

    /// Bytes are missing: a message that ends with them, or within them. Afterwards the framer is lost where it is not
    /// known what they held.
    mutating func skip(_ count: Int) -> Found? {
        guard count > 0, !isLost else { return nil }
        guard isInBody else {
            lose()
            return nil
        }
        hasHole = true
        let isBeyond = count > remaining
        remaining -= min(count, remaining)
        guard remaining == 0 else { return nil }
        let found = Found(message: message(isWhole: false), body: nil, startedBefore: true)
        isInBody = false
        headerCount = 0
        if isBeyond { isLost = true }
        return found
    }

    private mutating func endMessage() {
        (headerCount, length, remaining, isInBody, hasHole) = (0, 0, 0, false, false)
        collected.removeAll(keepingCapacity: true)
    }

    private mutating func negotiation(_ bytes: RawSpan, _ offset: inout Int) -> Found? {
        guard expectsNegotiation, headerCount == 0, let byte = bytes.octet(ifAt: offset) else { return nil }
        expectsNegotiation = false
        guard byte != UInt8(ascii: "E") else { return nil }
        offset += 1
        return Found(
            message: PostgreSQLMessage(tag: byte, byteCount: 1, isWhole: true), body: offset..<offset,
            startedBefore: false)
    }

    private mutating func readHeader(_ bytes: RawSpan, _ offset: inout Int) -> Bool {
        while let byte = bytes.octet(ifAt: offset) {
            offset += 1
            if headerCount == 0 {
                // The first byte of a packet without a kind is the first of its length, and 0.
                (tag, length, headerCount) = (byte, 0, byte == 0 && acceptsStartup ? 2 : 1)
                continue
            }
            length = length << 8 | UInt32(byte)
            headerCount += 1
            if headerCount == 5 { return startBody() }
        }
        return false
    }

    private mutating func startBody() -> Bool {
        let length = Int(self.length)
        let isStartup = tag == 0 && acceptsStartup
        let isPlausible =
            isStartup
            ? (8...10_000).contains(length) : PostgreSQLMessage.isPlausible(tag, length: length, from: speaker)
        guard isPlausible else {
            lose()
            return false
        }
        if !isStartup { acceptsStartup = false }
        remaining = length - 4
        byteCount = isStartup ? length : length + 1
        (isInBody, hasHole) = (true, false)
        collected.removeAll(keepingCapacity: true)
        return true
    }

    private mutating func readBody(_ bytes: RawSpan, _ offset: inout Int, startedBefore: Bool) -> Found? {
        let wanted = PostgreSQLMessage.wanted(tag, from: speaker)
        let available = min(remaining, bytes.byteCount - offset)
        let start = offset
        offset += available
        remaining -= available
        if remaining == 0, collected.isEmpty, !hasHole {
            let body = start..<start + min(wanted, available)
            let found = Found(
                message: message(isWhole: available <= wanted || wanted == 0), body: body, startedBefore: startedBefore)
            (isInBody, headerCount) = (false, 0)
            return found
        }
        if !hasHole { collect(bytes, start..<start + available, wanted) }
        guard remaining == 0 else { return nil }
        (isInBody, headerCount) = (false, 0)
        return Found(
            message: message(isWhole: !hasHole && byteCount - 5 <= wanted), body: nil, startedBefore: true)
    }

    private mutating func collect(_ bytes: RawSpan, _ range: Range<Int>, _ wanted: Int) {
        let count = min(range.count, wanted - collected.count)
        guard count > 0 else { return }
        for index in range.lowerBound..<range.lowerBound + count { collected.append(bytes.octet(index)) }
    }

    private func message(isWhole: Bool) -> PostgreSQLMessage {
        PostgreSQLMessage(tag: tag, byteCount: byteCount, isWhole: isWhole)
    }
}
