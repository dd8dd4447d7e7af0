/// A connection to a PostgreSQL server, in version 3 of its protocol, with simple and with prepared statements
/// (https://www.postgresql.org/docs/current/protocol.html).
///
/// `@unchecked Sendable`: one thread at a time uses it; the lock of a ``ConnectionPool`` hands it over.
final class PostgreSQLConnection: @unchecked Sendable {
    /// The columns as text; `nil` for NULL.
    typealias Row = [String?]

    private let socket: LoopbackSocket
    private var prepared: Set<String> = []

    /// Logs in with the password.
    /// - Throws: `SocketError`, `PostgreSQLError`.
    init(_ address: ServerAddress) throws {
        socket = try LoopbackSocket(port: address.port)
        var startup = PostgreSQLMessage(type: nil)
        startup.add(int32: 3 << 16)
        for word in ["user", PostgreSQLServer.databaseUser, "database", "postgres"] { startup.add(text: word) }
        startup.add(text: "")
        try socket.write(startup.bytes)
        try authenticate(address.password)
        _ = try finish()
    }

    /// Runs a statement as it stands, with its literals.
    /// - Throws: `SocketError`, `PostgreSQLError`.
    @inline(never)
    func query(_ statement: String) throws -> [Row] {
        var message = PostgreSQLMessage(type: "Q")
        message.add(text: statement)
        try socket.write(message.bytes)
        return try finish()
    }

    /// Runs a statement that is parsed once in a connection, under this name, with values for `$1`, `$2`…
    /// - Throws: `SocketError`, `PostgreSQLError`.
    @inline(never)
    func execute(_ name: String, _ statement: String, _ values: [String]) throws -> [Row] {
        var bytes: [UInt8] = []
        if !prepared.contains(name) { bytes += Self.parse(name, statement).bytes }
        bytes += Self.bind(name, values).bytes
        var execute = PostgreSQLMessage(type: "E")
        execute.add(text: "")
        execute.add(int32: 0)
        bytes += execute.bytes + PostgreSQLMessage(type: "S").bytes
        try socket.write(bytes)
        let rows = try finish()
        prepared.insert(name)
        return rows
    }

    /// A text as a literal in a statement.
    static func literal(_ text: String) -> String {
        "'" + text.filter { $0 != "\0" }.replacing("'", with: "''") + "'"
    }

    private static func parse(_ name: String, _ statement: String) -> PostgreSQLMessage {
        var message = PostgreSQLMessage(type: "P")
        message.add(text: name)
        message.add(text: statement)
        message.add(int16: 0)
        return message
    }

    private static func bind(_ name: String, _ values: [String]) -> PostgreSQLMessage {
        var message = PostgreSQLMessage(type: "B")
        message.add(text: "")
        message.add(text: name)
        message.add(int16: 0)
        message.add(int16: Int16(clamping: values.count))
        for value in values { message.add(value: value) }
        message.add(int16: 0)
        return message
    }

    private func authenticate(_ password: String) throws {
        while true {
            var message = try receive()
            guard message.type == "R" else { throw PostgreSQLError.unintelligible }
            switch message.takeInt32() {
            case 0: return
            case 3:
                var answer = PostgreSQLMessage(type: "p")
                answer.add(text: password)
                try socket.write(answer.bytes)
            default: throw PostgreSQLError.unintelligible
            }
        }
    }

    /// Reads up to ReadyForQuery, so that the connection can be used again also after an error.
    private func finish() throws -> [Row] {
        var rows: [Row] = []
        var failure: PostgreSQLError?
        while true {
            var message: PostgreSQLReply
            do { message = try receive() } catch let error as PostgreSQLError {
                guard case .refused = error else { throw error }
                failure = failure ?? error
                continue
            }
            switch message.type {
            case "D": rows.append(try message.takeRow())
            case "Z": if let failure { throw failure } else { return rows }
            default: break
            }
        }
    }

    /// The next message; one that reports an error is thrown.
    private func receive() throws -> PostgreSQLReply {
        let head = try socket.read(5)
        let length = head[1...].reduce(0) { $0 << 8 | Int($1) }
        guard length >= 4, length <= 64 * 1024 * 1024 else { throw PostgreSQLError.unintelligible }
        var message = PostgreSQLReply(type: Character(Unicode.Scalar(head[0])), body: try socket.read(length - 4)[...])
        if message.type == "E" { throw message.takeError() }
        return message
    }
}

enum PostgreSQLError: Error, Equatable {
    /// The server's own words, with its code (`SQLSTATE`).
    case refused(code: String, message: String)
    case unintelligible
}

extension PostgreSQLError {
    static let uniqueViolation = "23505"

    var code: String? { if case .refused(let code, _) = self { code } else { nil } }
}
