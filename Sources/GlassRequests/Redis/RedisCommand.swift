/// A command that a client sent, without its arguments.
struct RedisCommand: Hashable, Sendable {
    /// What of a command changes how its answer is read.
    enum Kind: Hashable, Sendable {
        case ordinary
        /// Is answered once for each channel.
        case subscription(channels: Int)
        case monitor
        case exec
        /// `CLIENT REPLY`
        case repliesOn, repliesOff, replySkipped
        /// What follows is the server's log of changes.
        case replication
    }

    /// `GET`, `CONFIG GET`
    let method: String
    let kind: Kind

    /// - Parameters:
    ///   - words: the name; behind it, of a command that has subcommands, the subcommand.
    ///   - argumentCount: with the name.
    ///   - isInline: it came as plain words. As anything may look so, only names that are known are shown.
    /// - Returns: nil where the first word cannot be a command.
    init?(_ words: RedisCommandWords, argumentCount: Int, isInline: Bool = false) {
        guard words.isName(0) else { return nil }
        if isInline, !Self.inline.contains(where: { words.holds($0, 0) }) {
            (method, kind) = ("INLINE", .ordinary)
            return
        }
        let hasSubcommand = words.hasContainer && words.isName(1)
        method = hasSubcommand ? words.joined : words.text(0)
        kind = Self.kind(words, argumentCount: argumentCount)
    }

    private static func kind(_ words: RedisCommandWords, argumentCount: Int) -> Kind {
        switch words.count(0) {
        case 4 where words.holds("EXEC", 0): .exec
        case 4 where words.holds("SYNC", 0), 5 where words.holds("PSYNC", 0): .replication
        case 6 where words.holds("CLIENT", 0) && words.holds("REPLY", 1): replies(words)
        case 7 where words.holds("MONITOR", 0): .monitor
        case 9...12 where isSubscription(words): .subscription(channels: max(1, argumentCount - 1))
        default: .ordinary
        }
    }

    private static func replies(_ words: RedisCommandWords) -> Kind {
        if words.holds("OFF", 2) { return .repliesOff }
        return words.holds("SKIP", 2) ? .replySkipped : .repliesOn
    }

    private static func isSubscription(_ words: RedisCommandWords) -> Bool {
        subscriptions.contains { words.holds($0, 0) }
    }

    private static let inline: [StaticString] = [
        "PING", "INFO", "AUTH", "QUIT", "SELECT", "GET", "SET", "DEL", "INCR", "DECR", "EXISTS", "MONITOR", "ECHO",
        "HELLO", "CONFIG", "CLIENT", "KEYS", "DBSIZE", "TIME", "ROLE", "PSYNC", "SYNC", "SUBSCRIBE", "MULTI", "EXEC",
        "TTL", "TYPE", "LLEN", "HGETALL", "FLUSHALL", "COMMAND",
    ]
    private static let subscriptions: [StaticString] = [
        "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE",
    ]
}

/// The first words of a command, as far as they are names and no values: the second only of a command that has
/// subcommands, the third only of `CLIENT`.
struct RedisCommandWords: Sendable {
    private static let maximumLength = 32
    private var bytes: [UInt8] = []
    /// Where each word ends.
    private var ends: [Int] = []
    private(set) var hasContainer = false

    /// Whether an argument is to be collected, given those before it.
    func wants(_ index: Int, length: Int) -> Bool {
        guard length <= Self.maximumLength, index == ends.count else { return false }
        return switch index {
        case 0: true
        case 1: hasContainer
        case 2: hasContainer && holds("CLIENT", 0)
        default: false
        }
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte.upperCased) }

    mutating func endWord() {
        ends.append(bytes.count)
        if ends.count == 1 { hasContainer = count(0) >= 3 && Self.containers.contains { holds($0, 0) } }
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        hasContainer = false
    }

    func count(_ index: Int) -> Int { range(index).count }

    func holds(_ word: StaticString, _ index: Int) -> Bool {
        let range = range(index)
        guard range.count == word.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != word.utf8Start[offset] { return false }
        return true
    }

    /// Whether a word can be a command's name, as `GET`, `SETINFO` or `JSON.GET`.
    func isName(_ index: Int) -> Bool {
        let range = range(index)
        guard let first = range.first, bytes[first].isLetter else { return false }
        return range.allSatisfy { place in
            let byte = bytes[place]
            return byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: ".")
        }
    }

    func text(_ index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }
    var joined: String { text(0) + " " + text(1) }

    private func range(_ index: Int) -> Range<Int> {
        guard index < ends.count else { return 0..<0 }
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    private static let containers: [StaticString] = [
        "CLIENT", "CONFIG", "CLUSTER", "COMMAND", "ACL", "MEMORY", "OBJECT", "SCRIPT", "XGROUP", "XINFO", "PUBSUB",
        "SLOWLOG", "LATENCY", "MODULE", "FUNCTION", "SENTINEL",
    ]
}
