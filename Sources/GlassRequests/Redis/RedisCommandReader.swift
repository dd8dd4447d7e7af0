/// Cuts what a client says into commands, however it comes in pieces, and keeps nothing of their values.
struct RedisCommandReader: Sendable {
    private enum Place: Sendable {
        case start
        /// The line that says how many arguments there are, or how long one is.
        case argumentCount, argumentLength
        /// An argument, and the line's end behind it.
        case argument(remaining: Int, isWanted: Bool)
        case inline
    }

    /// A command may have so many arguments, and an argument so many bytes, as a server takes.
    private static let maximumArguments = 1 << 31
    private static let maximumLength = 1 << 32

    private(set) var isLost = false
    private var place = Place.start
    private var line = RedisLine()
    private var words = RedisCommandWords()
    private var argumentCount = 0
    private var argumentIndex = 0
    private var byteCount: Int64 = 0
    private var isInline = false

    var isMidCommand: Bool {
        if case .start = place { return false }
        return true
    }

    mutating func lose() {
        startCommand()
        isLost = true
    }

    mutating func align() {
        startCommand()
        isLost = false
    }

    /// The next command that is complete, and how many bytes it took; nil at the end of the bytes or when lost.
    mutating func next(_ bytes: RawSpan, _ offset: inout Int) -> (command: RedisCommand, byteCount: Int64)? {
        while !isLost, offset < bytes.byteCount || isAtArgumentEnd {
            let start = offset
            let isComplete = step(bytes, &offset)
            byteCount &+= Int64(offset - start)
            guard isComplete else { continue }
            let found = (
                command: RedisCommand(words, argumentCount: argumentCount, isInline: isInline), byteCount: byteCount
            )
            let isEmpty = argumentCount == 0
            startCommand()
            if let command = found.command { return (command, found.byteCount) }
            if !isEmpty { lose() }
        }
        return nil
    }

    private var isAtArgumentEnd: Bool {
        if case .argument(remaining: 0, _) = place { return true }
        return false
    }

    /// Bytes are missing; within an argument they are values, and nothing is lost. A command that ends with them is given
    /// by ``next(_:_:)``, also without more bytes.
    mutating func skip(_ count: Int) {
        guard case .argument(let remaining, isWanted: false) = place, count <= remaining else { return lose() }
        byteCount &+= Int64(count)
        place = .argument(remaining: remaining - count, isWanted: false)
    }

    private mutating func startCommand() {
        place = .start
        line.clear()
        words.clear()
        (argumentCount, argumentIndex, byteCount, isInline) = (0, 0, 0, false)
    }

    /// Reads on; true where a command is complete.
    private mutating func step(_ bytes: RawSpan, _ offset: inout Int) -> Bool {
        switch place {
        case .start:
            if bytes.octet(offset) == UInt8(ascii: "*") {
                offset += 1
                place = .argumentCount
            } else {
                place = .inline
            }
            return false
        case .argumentCount: return line.read(bytes, &offset) && startArguments()
        case .argumentLength:
            if line.count == 0, let byte = bytes.octet(ifAt: offset), byte != UInt8(ascii: "$") {
                isLost = true
                return false
            }
            return line.read(bytes, &offset) && startArgument()
        case .argument(let remaining, let isWanted): return argument(bytes, &offset, remaining, isWanted)
        case .inline: return line.read(bytes, &offset) && endInline()
        }
    }

    private mutating func startArguments() -> Bool {
        guard let count = line.number, count <= Self.maximumArguments else {
            isLost = true
            return false
        }
        line.clear()
        argumentCount = max(0, count)
        place = .argumentLength
        return argumentCount == 0
    }

    private mutating func startArgument() -> Bool {
        guard let length = line.length, length <= Self.maximumLength else {
            isLost = true
            return false
        }
        line.clear()
        place = .argument(remaining: length + 2, isWanted: words.wants(argumentIndex, length: length))
        return false
    }

    private mutating func argument(
        _ bytes: RawSpan, _ offset: inout Int, _ remaining: Int, _ isWanted: Bool
    ) -> Bool {
        let count = min(remaining, bytes.byteCount - offset)
        if isWanted {
            // The last two bytes are the line's end.
            for index in 0..<min(count, max(0, remaining - 2)) { words.append(bytes.octet(offset + index)) }
        }
        offset += count
        guard remaining == count else {
            place = .argument(remaining: remaining - count, isWanted: isWanted)
            return false
        }
        if isWanted { words.endWord() }
        argumentIndex += 1
        place = .argumentLength
        return argumentIndex == argumentCount
    }

    /// A command that a person typed: words in a line.
    private mutating func endInline() -> Bool {
        let parts = line.bytes.split(separator: 0x20, maxSplits: 3)
        for (index, part) in parts.enumerated() where words.wants(index, length: part.count) {
            for byte in part { words.append(byte) }
            words.endWord()
        }
        argumentCount = parts.count
        isInline = true
        return true
    }
}

extension RedisLine {
    /// The length of a string, behind its sign `$`; nil where it is none.
    fileprivate var length: Int? {
        guard count > 1, count <= 12, bytes[0] == UInt8(ascii: "$") else { return nil }
        var value = 0
        for byte in bytes.dropFirst() {
            guard byte.isDigit else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}
