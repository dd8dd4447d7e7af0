/// What a server said, as far as it matters: not what is in it.
struct RedisReply: Hashable, Sendable {
    /// Said without being asked, as RESP 3 marks it.
    var isPush = false
    /// A simple string that starts with a digit, as each line of `MONITOR` does.
    var isNumberedStatus = false
    /// The first word of an error.
    var error: String?
    /// The first word of an error within an array.
    var innerError: String?
    /// What an array starts with, if it is one of those words that messages of subscriptions start with.
    var opening = Opening.other
    var byteCount: Int64 = 0

    enum Opening: Hashable, Sendable {
        case message, confirmation, other
    }
}

/// Cuts what a server says into replies (RESP 2 and 3), however it comes in pieces. Strings are stepped over by their
/// length; of nested values only the numbers of those that are to come are kept.
struct RedisReplyReader: Sendable {
    private enum Place: Sendable {
        case start
        case line(type: UInt8)
        case string(remaining: Int, type: UInt8)
    }

    private struct Level: Sendable {
        var remaining: Int
        /// What it holds comes before a value and is none.
        var isAttribute: Bool
    }

    private static let maximumDepth = 128
    private static let maximumCount = 1 << 32

    private(set) var isLost = false
    private var place = Place.start
    private var line = RedisLine()
    private var levels: [Level] = []
    private var reply = RedisReply()
    /// The first element of an array, or a long error.
    private var text: [UInt8] = []
    private var isAtOpening = false

    var isMidReply: Bool {
        if case .start = place { return !levels.isEmpty }
        return true
    }

    mutating func lose() {
        startReply()
        isLost = true
    }

    mutating func align() {
        startReply()
        isLost = false
    }

    /// The next reply that is complete; nil at the end of the bytes or when lost.
    mutating func next(_ bytes: RawSpan, _ offset: inout Int) -> RedisReply? {
        while !isLost, offset < bytes.byteCount || isAtStringEnd {
            let start = offset
            let isComplete = step(bytes, &offset)
            reply.byteCount &+= Int64(offset - start)
            guard isComplete else { continue }
            let complete = reply
            startReply()
            return complete
        }
        return nil
    }

    private var isAtStringEnd: Bool {
        if case .string(remaining: 0, _) = place { return true }
        return false
    }

    /// Bytes are missing; within a string nothing is lost. A reply that ends with them is given by ``next(_:_:)``, also
    /// without more bytes.
    mutating func skip(_ count: Int) {
        guard case .string(let remaining, let type) = place, count <= remaining else { return lose() }
        reply.byteCount &+= Int64(count)
        place = .string(remaining: remaining - count, type: type)
    }

    private mutating func startReply() {
        place = .start
        line.clear()
        text.removeAll(keepingCapacity: true)
        if !levels.isEmpty { levels.removeAll(keepingCapacity: true) }
        reply = RedisReply()
        isAtOpening = false
    }

    private mutating func step(_ bytes: RawSpan, _ offset: inout Int) -> Bool {
        switch place {
        case .start:
            place = .line(type: bytes.octet(offset))
            offset += 1
            line.clear()
            return false
        case .line(let type): return line.read(bytes, &offset) && endLine(type)
        case .string(let remaining, let type): return string(bytes, &offset, remaining, type)
        }
    }

    /// Whether a reply ends with the line.
    private mutating func endLine(_ type: UInt8) -> Bool {
        place = .start
        switch type {
        case UInt8(ascii: "+"):
            if levels.isEmpty { reply.isNumberedStatus = line.bytes.first?.isDigit ?? false }
            return endValue()
        case UInt8(ascii: "-"):
            note(error: line.errorName)
            return endValue()
        case UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "("):
            return endValue()
        case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"): return startString(type)
        case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ">"): return startArray(type, each: 1)
        case UInt8(ascii: "%"), UInt8(ascii: "|"): return startArray(type, each: 2)
        default:
            isLost = true
            return false
        }
    }

    private mutating func startString(_ type: UInt8) -> Bool {
        guard let length = line.number, (-1...Self.maximumCount).contains(length) else {
            isLost = true
            return false
        }
        guard length >= 0 else { return endValue() }
        place = .string(remaining: length + 2, type: type)
        return false
    }

    private mutating func startArray(_ type: UInt8, each: Int) -> Bool {
        guard let count = line.number, (-1...Self.maximumCount).contains(count), levels.count < Self.maximumDepth else {
            isLost = true
            return false
        }
        if levels.isEmpty { (reply.isPush, isAtOpening) = (type == UInt8(ascii: ">"), true) }
        let isAttribute = type == UInt8(ascii: "|")
        guard count > 0 else { return isAttribute ? false : endValue() }
        levels.append(Level(remaining: count * each, isAttribute: isAttribute))
        return false
    }

    private mutating func string(_ bytes: RawSpan, _ offset: inout Int, _ remaining: Int, _ type: UInt8) -> Bool {
        let count = min(remaining, bytes.byteCount - offset)
        if isAtOpening || type == UInt8(ascii: "!") {
            for index in 0..<min(count, 32 - min(32, text.count)) { text.append(bytes.octet(offset + index)) }
        }
        offset += count
        guard remaining == count else {
            place = .string(remaining: remaining - count, type: type)
            return false
        }
        place = .start
        if type == UInt8(ascii: "!") { note(error: RedisErrorName.of(text[...])) }
        return endValue()
    }

    /// A value is complete, and perhaps those that it is in.
    private mutating func endValue() -> Bool {
        if isAtOpening {
            if levels.count == 1 { reply.opening = Self.opening(text[...]) }
            isAtOpening = false
            text.removeAll(keepingCapacity: true)
        }
        while let last = levels.indices.last {
            levels[last].remaining -= 1
            if levels[last].remaining > 0 { return false }
            if levels.removeLast().isAttribute { return false }
        }
        return true
    }

    private mutating func note(error: String) {
        text.removeAll(keepingCapacity: true)
        if levels.isEmpty { reply.error = error } else if reply.innerError == nil { reply.innerError = error }
    }

    private static func opening(_ text: ArraySlice<UInt8>) -> RedisReply.Opening {
        let word = text.prefix { $0 != 0x0D }
        if messages.contains(where: { word.elementsEqual($0) }) { return .message }
        return confirmations.contains(where: { word.elementsEqual($0) }) ? .confirmation : .other
    }

    private static let messages = ["message", "pmessage", "smessage"].map { Array($0.utf8) }
    private static let confirmations = [
        "subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe",
    ].map { Array($0.utf8) }
}
