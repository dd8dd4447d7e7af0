/// A connection to a redis-server, in its protocol RESP 2 (https://redis.io/docs/latest/develop/reference/protocol-spec).
///
/// `@unchecked Sendable`: one thread at a time uses it; the lock of a ``ConnectionPool`` hands it over.
final class RedisConnection: @unchecked Sendable {
    private let socket: LoopbackSocket

    /// - Throws: `SocketError`, `RedisError`.
    init(_ address: ServerAddress) throws {
        socket = try LoopbackSocket(port: address.port)
        _ = try send("AUTH", address.password)
    }

    /// Sends one command and waits for its reply.
    /// - Throws: `SocketError`, `RedisError`.
    @inline(never)
    func send(_ words: String...) throws -> RedisReply {
        try socket.write(Self.encode(words))
        return try reply()
    }

    /// Sends several commands at once and waits for all of their replies.
    @inline(never)
    func pipeline(_ commands: [[String]]) throws -> [RedisReply] {
        try socket.write(commands.flatMap(Self.encode))
        let replies = commands.map { _ in Result { try reply() } }
        return try replies.map { try $0.get() }
    }

    static func encode(_ words: [String]) -> [UInt8] {
        var bytes = Array("*\(words.count)\r\n".utf8)
        for word in words {
            bytes += "$\(word.utf8.count)\r\n".utf8
            bytes += word.utf8
            bytes += "\r\n".utf8
        }
        return bytes
    }

    private func reply(depth: Int = 0) throws -> RedisReply {
        let line = try socket.readLine()
        guard let kind = line.first, depth < 8 else { throw RedisError.unintelligible(line) }
        let rest = String(line.dropFirst())
        switch kind {
        case "+": return .text(rest)
        case "-": throw RedisError.refused(rest)
        case ":": return .number(try number(rest))
        case "$":
            let count = try number(rest)
            guard count >= 0 else { return .none }
            let bytes = try socket.read(count + 2)
            return .text(String(decoding: bytes.dropLast(2), as: UTF8.self))
        case "*":
            let count = try number(rest)
            return count < 0 ? .none : .list(try (0..<count).map { _ in try reply(depth: depth + 1) })
        default: throw RedisError.unintelligible(line)
        }
    }

    private func number(_ text: String) throws -> Int {
        guard let number = Int(text), number <= 16 * 1024 * 1024 else { throw RedisError.unintelligible(text) }
        return number
    }
}

enum RedisReply: Equatable, Sendable {
    case none
    case text(String)
    case number(Int)
    case list([RedisReply])

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var texts: [String] { if case .list(let list) = self { list.compactMap(\.text) } else { [] } }
}

enum RedisError: Error, Equatable {
    /// The server answered with an error.
    case refused(String)
    case unintelligible(String)
}
