import GlassModel
import GlassRequests
import Testing

/// Real sessions, as real clients and a real server spoke.
struct PostgreSQLTests {
    static let names = [
        "psycopg2", "asyncpg", "psql", "pgbench-simple", "pgbench-extended", "pgbench-prepared", "pgbench-pipeline",
    ]

    @Test func psycopg2() throws {
        let output = try Transcript(named: "psycopg2").play(PostgreSQLConversation.self)
        let insert = "INSERT: INSERT INTO item(name, price) VALUES (?, ?)"
        let update = "UPDATE: UPDATE item SET price = ? WHERE id = ?"
        #expect(
            output.exchanges.map(\.summary) == [
                "BEGIN: BEGIN", "CREATE: CREATE TABLE item(id serial PRIMARY KEY, name text, price numeric)",
                insert + " RETURNING id rows=1", insert + " RETURNING id rows=1", insert + " RETURNING id rows=1",
                insert + " rows=50", update + " rows=0", update + " rows=1", update + " rows=1", update + " rows=1",
                update + " rows=1", "COMMIT: COMMIT", "BEGIN: BEGIN",
                "SELECT: SELECT id, name FROM item WHERE id IN (?) rows=4",
                "SELECT: SELECT i, repeat(?, ?) FROM generate_series(?, ?) AS i rows=400",
                "SELECT: SELECT ? FROM missing 42P01", "ROLLBACK: ROLLBACK", "BEGIN: BEGIN",
                "INSERT: INSERT INTO item(id, name) VALUES (?, ?) 23505", "ROLLBACK: ROLLBACK", "BEGIN: BEGIN",
                "DELETE: DELETE FROM item WHERE id > ? rows=3",
                "DECLARE: DECLARE \"reader\" CURSOR WITHOUT HOLD FOR SELECT id FROM item ORDER BY id LIMIT ?",
                "FETCH: FETCH FORWARD ALL FROM \"reader\" rows=30", "CLOSE: CLOSE \"reader\"", "COMMIT: COMMIT",
            ])
        #expect(output.exchanges.allSatisfy { $0.flags.contains(.failed) == ($0.error != nil) })
        #expect(output.problems.isEmpty && output.resynchronisations == 0)
    }

    @Test func asyncpg() throws {
        let output = try Transcript(named: "asyncpg").play(PostgreSQLConversation.self)
        let select = "SELECT: SELECT id, name FROM item WHERE id = ? rows=1"
        let insert = "INSERT: INSERT INTO item(name, price) VALUES (?, ?) rows=1"
        let series = "SELECT: SELECT generate_series(?, ?) rows="
        let expected =
            [select, select, select] + Array(repeating: insert, count: 20) + [
                "SELECT: SELECT secret FROM 42601", "SELECT: SELECT ? / ?::int 22012", "BEGIN: BEGIN", series + "10",
                series + "10", series + "5", "COMMIT: COMMIT",
                "COPY: COPY \"item\" FROM STDIN (FORMAT binary) rows=30",
                "SELECT: SELECT i, repeat(?, ?) FROM generate_series(?, ?::int) AS i rows=300",
                "SELECT: SELECT ? rows=1", "SELECT: SELECT ? rows=1",
                "UPDATE: UPDATE item SET price = ? WHERE id < ? rows=3",
            ]
        #expect(output.exchanges.map(\.summary) == expected)
        // Twenty executions in one batch: all but the first were sent before the answer to the one before.
        #expect(output.exchanges.filter { $0.flags.contains(.pipelined) }.count == 19)
    }

    @Test func psql() throws {
        let output = try Transcript(named: "psql").play(PostgreSQLConversation.self)
        #expect(
            output.exchanges.map(\.summary) == [
                "LISTEN: LISTEN news", "NOTIFY: NOTIFY news, ?", "COPY: COPY item(name) FROM STDIN rows=2",
                "COPY: COPY (SELECT id FROM item LIMIT ?) TO STDOUT rows=5", "DO: DO ?",
                "PREPARE: PREPARE p AS SELECT name FROM item WHERE id = ?", "EXECUTE: EXECUTE p(?) rows=1",
                "SELECT: SELECT ? AS \"A Name\" rows=1", "SELECT: SELECT ?, ? rows=1", "SELECT: SELECT ? / ? 22012",
                "SQL: [empty]", "SELECT: select ? rows=1",
                "SELECT: SELECT * FROM item WHERE name = ? OR name = ? rows=0",
            ])
    }

    @Test(arguments: ["simple", "extended", "prepared", "pipeline"])
    func pgbench(mode: String) throws {
        let output = try Transcript(named: "pgbench-\(mode)").play(PostgreSQLConversation.self)
        let update = "UPDATE: UPDATE item SET price = price + ? WHERE id = ? rows=1"
        let pair = ["SELECT: SELECT name FROM item WHERE id = ? rows=1", update]
        #expect(output.exchanges.map(\.summary) == Array(repeating: pair, count: 5).flatMap { $0 })
    }

    @Test func timesAndSizesAreThoseOfTheirMessages() throws {
        let exchange = try #require(
            try Transcript(named: "psycopg2").play(PostgreSQLConversation.self).exchanges.dropFirst(14).first)
        // The answer of 400 rows came in four pieces.
        #expect(exchange.began == Transcript.moment(28) && exchange.asked == Transcript.moment(28))
        #expect(exchange.answered == Transcript.moment(29) && exchange.ended == Transcript.moment(32))
        #expect(exchange.clientBytes == 65 && exchange.serverBytes == 27_160)
    }

    @Test(arguments: names)
    func nothingSecretIsKept(name: String) throws {
        for exchange in try Transcript(named: name).play(PostgreSQLConversation.self).exchanges {
            let text = exchange.target.replacing("SELECT secret FROM", with: "")
            #expect(!text.contains("secret") && !text.contains("horse"))
        }
    }

    @Test(arguments: names)
    func piecesMakeNoDifference(name: String) throws {
        let transcript = try Transcript(named: name)
        let whole = transcript.play(PostgreSQLConversation.self).exchanges
        #expect(transcript.playByteByByte(PostgreSQLConversation.self).exchanges == whole)
    }

    @Test(arguments: ["psql", "pgbench-pipeline"])
    func eachPieceCanBeCutAnywhere(name: String) throws {
        let transcript = try Transcript(named: name)
        let whole = transcript.play(PostgreSQLConversation.self).exchanges
        for (cutPiece, piece) in transcript.pieces.enumerated() {
            for cut in piece.bytes.indices {
                let output = transcript.play(PostgreSQLConversation.self) { piece, index, take, _ in
                    if index == cutPiece { take(piece.bytes[..<cut]) }
                    take(index == cutPiece ? piece.bytes[cut...] : piece.bytes[...])
                }
                #expect(output.exchanges == whole)
            }
        }
    }

    @Test func eachSideIsRecognisedFromItsFirstBytes() throws {
        for name in Self.names {
            for piece in try Transcript(named: name).pieces.prefix(12) where piece.bytes.count > 4 {
                #expect(PostgreSQLConversation.recognises(piece.bytes.span.bytes, from: piece.speaker) == .yes)
            }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "POST /x HTTP/1.1\r\n", "*1\r\n$4\r\nPING\r\n", "HTTP/1.1 200 OK\r\n", "+OK\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}", "SSH-2.0-OpenSSH", "\0\0\0\u{1}\0\0\0\0\0",
    ])
    func otherProtocolsAreNot(text: String) {
        let bytes = Array(text.utf8)
        #expect(PostgreSQLConversation.recognises(bytes.span.bytes, from: .client) == .no)
        #expect(PostgreSQLConversation.recognises(bytes.span.bytes, from: .server) == .no)
    }
}
