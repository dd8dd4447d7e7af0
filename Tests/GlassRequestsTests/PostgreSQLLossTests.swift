import GlassModel
import GlassRequests
import GlassTestSupport
import Testing

/// Sessions of which something was not captured.
struct PostgreSQLLossTests {
    private static func message(_ tag: Character, _ body: [UInt8] = []) -> [UInt8] {
        let length = UInt32(body.count + 4)
        return Array(String(tag).utf8) + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + body
    }

    private static func message(_ tag: Character, _ text: String) -> [UInt8] { message(tag, Array(text.utf8)) }
    private static func client(_ bytes: [UInt8]...) -> Transcript.Piece {
        Transcript.Piece(speaker: .client, bytes: bytes.flatMap { $0 })
    }
    private static func server(_ bytes: [UInt8]...) -> Transcript.Piece {
        Transcript.Piece(speaker: .server, bytes: bytes.flatMap { $0 })
    }
    private static let ready = message("Z", "I")
    private static func play(_ pieces: Transcript.Piece...) -> ConversationOutput {
        Transcript(pieces).play(PostgreSQLConversation.self)
    }

    // MARK: Captures that keep the first bytes and the last of each read

    @Test(arguments: [64, 256, 1_000, 4_096], [16, 26, 32])
    func bigAnswersEndWithTheirTail(head: Int, tail: Int) throws {
        for name in ["psycopg2", "psql"] {
            let transcript = try Transcript(named: name)
            let whole = transcript.play(PostgreSQLConversation.self).exchanges
            let captured = transcript.playCaptured(PostgreSQLConversation.self, head: head, tail: tail).exchanges
            // All is there, in its time; where texts of several statements were cut, their names are not.
            #expect(captured.filter { !$0.flags.contains(.approximate) }.count >= whole.count - 12)
            #expect(captured.last?.ended == whole.last?.ended)
            if head >= 256, tail >= 26 {
                #expect(captured.map(\.summary).map(Self.withoutMark) == whole.map(\.summary))
                #expect(captured.map(\.ended) == whole.map(\.ended))
            }
        }
    }

    /// A cut text ends in a mark.
    private static func withoutMark(_ text: String) -> String { text.replacing(" …", with: "") }

    @Test func aResultWithoutItsMiddleKeepsItsRows() throws {
        let rows = Array(repeating: Self.message("D", [0, 1, 0, 0, 0, 1, 65]), count: 5_000).flatMap { $0 }
        let answer = Self.message("T", "\0\u{1}a") + rows + Self.message("C", "SELECT 5000\0") + Self.ready
        let transcript = Transcript([Self.client(Self.message("Q", "SELECT a FROM b\0")), Self.server(answer)])
        let exchanges = transcript.playCaptured(PostgreSQLConversation.self, head: 4_096, tail: 32).exchanges
        #expect(exchanges.map(\.summary) == ["SELECT: SELECT a FROM b rows=5000"])
        #expect(exchanges.first?.flags == [])
        let short = transcript.playCaptured(PostgreSQLConversation.self, head: 4_096, tail: 6).exchanges
        #expect(short.map(\.summary) == ["SELECT: SELECT a FROM b"])
        #expect(short.first?.flags == .approximate)
        #expect(short.first?.ended == Transcript.moment(1))
    }

    @Test func textThatWasCutIsMarked() {
        let text = "SELECT 'secret', " + String(repeating: "column, ", count: 1_000) + "1 FROM t\0"
        let transcript = Transcript([
            Self.client(Self.message("Q", text)), Self.server(Self.message("C", "SELECT 1\0"), Self.ready),
        ])
        let exchanges = transcript.playCaptured(PostgreSQLConversation.self, head: 100, tail: 16).exchanges
        #expect(exchanges.count == 1)
        #expect(exchanges.first?.target.hasPrefix("SELECT ?, column, column") == true)
        #expect(exchanges.first?.target.hasSuffix(" …") == true)
        #expect(exchanges.first?.rows == 1)
    }

    @Test func textWhoseEndIsMissingIsKeptAsFarAsItCame() {
        let transcript = Transcript([
            Self.client(Self.message("Q", "SELECT a FROM b WHERE c = 'secret' AND d = 2 AND e = 'x'\0")),
            Self.server(Self.message("C", "SELECT 1\0"), Self.ready),
        ])
        let output = transcript.playCaptured(PostgreSQLConversation.self, head: 38, tail: 0)
        #expect(output.exchanges.map(\.target) == ["SELECT a FROM b WHERE c = ? …"])
        #expect(output.exchanges.map(\.rows) == [1])
    }

    @Test func statementsOfABatchThatWasLostAreGuessedNoCloser() {
        let run = Self.message("B", "\0\0\0\0\0\0\0\0") + Self.message("E", "\0\0\0\0\0")
        let rows = Array(repeating: Self.message("D", [0, 1, 0, 0, 0, 1, 65]), count: 100).flatMap { $0 }
        let transcript = Transcript([
            Self.client(Self.message("P", "\0SELECT a\0\0\0"), run, run, run, Self.message("S")),
            Self.server(rows, Self.message("C", "SELECT 9\0"), Self.ready),
            Self.client(Self.message("Q", "SELECT b\0")), Self.server(Self.message("C", "SELECT 1\0"), Self.ready),
        ])
        let exchanges = transcript.play(PostgreSQLConversation.self) { piece, index, take, skip in
            guard index == 1 else { return take(piece.bytes[...]) }
            take(piece.bytes.prefix(40))
            skip(piece.bytes.count - 72)
            take(piece.bytes.suffix(32))
        }.exchanges
        #expect(exchanges.map(\.rows) == [nil, nil, 9, 1])
        #expect(exchanges.map { $0.flags.contains(.approximate) } == [true, true, true, false])
        #expect(exchanges.map { $0.ended.time.rawValue } == [1, 1, 1, 3])
    }

    @Test func randomCapturesInventNothing() throws {
        var random = SeededGenerator(seed: 6)
        for name in PostgreSQLTests.names {
            let transcript = try Transcript(named: name)
            let known = Set(transcript.play(PostgreSQLConversation.self).exchanges.map(\.target))
            for _ in 0..<40 {
                let head = Int.random(in: 5..<2_000, using: &random)
                let output = transcript.playCaptured(
                    PostgreSQLConversation.self, head: head, tail: Int.random(in: 0..<40, using: &random))
                for exchange in output.exchanges where !exchange.flags.contains(.approximate) {
                    #expect(known.contains(exchange.target) || exchange.target.hasSuffix("…"), "\(name) \(head)")
                }
            }
        }
    }

    // MARK: Attached late

    @Test(arguments: PostgreSQLTests.names)
    func aSessionCanBeJoinedAtAnyPiece(name: String) throws {
        let transcript = try Transcript(named: name)
        let whole = transcript.play(PostgreSQLConversation.self).exchanges
        for first in 8..<transcript.pieces.count {
            let late = transcript.play(PostgreSQLConversation.self, from: first).exchanges
            let expected = whole.filter { $0.began.time.rawValue >= Int64(first) && $0.clientBytes > 0 }
            let seen = late.filter { $0.began.time.rawValue >= Int64(first) && $0.asked == $0.began }
            #expect(late.count >= expected.count, "from \(first)")
            for exchange in seen where !exchange.flags.contains(.approximate) {
                #expect(
                    whole.contains { $0.ended == exchange.ended && $0.summary == exchange.summary }, "from \(first)")
            }
        }
    }

    @Test func namesPreparedBeforeAreShownAsSuch() {
        let output = Self.play(
            Self.client(
                Self.message("B", "\0orders_1\0\0\0\0\0\0\0"), Self.message("E", "\0\0\0\0\0"), Self.message("S")),
            Self.server(Self.message("2"), Self.message("C", "UPDATE 3\0"), Self.ready))
        #expect(output.exchanges.map(\.summary) == ["UPDATE: [prepared statement orders_1] rows=3"])
        #expect(output.exchanges.first?.flags == .approximate)
    }

    @Test(arguments: ["psycopg2", "asyncpg", "pgbench-pipeline"])
    func aLostStretchCostsNoMoreThanItself(name: String) throws {
        let transcript = try Transcript(named: name)
        let whole = transcript.play(PostgreSQLConversation.self).exchanges
        for lost in 9..<transcript.pieces.count - 4 {
            var conversation = PostgreSQLConversation()
            var output = ConversationOutput()
            for (index, piece) in transcript.pieces.enumerated() where !(lost..<lost + 2).contains(index) {
                if index == lost + 2 { conversation.resynchronise(at: Transcript.moment(index), &output) }
                conversation.take(
                    piece.bytes.span.bytes, from: piece.speaker, at: Transcript.moment(index), &output)
            }
            #expect(output.resynchronisations >= 1)
            // Two turns later nothing is to be felt of it any more.
            let settled = Int64(lost + 8)
            let after = output.exchanges.filter { $0.began.time.rawValue > settled }.map(\.ended)
            #expect(after == whole.filter { $0.began.time.rawValue > settled }.map(\.ended), "lost \(lost)")
        }
    }

    // MARK: Single messages

    @Test func encryptionHandsTheConnectionOver() {
        let request: [UInt8] = [0, 0, 0, 8, 4, 210, 22, 47]
        let output = Self.play(Self.client(request), Self.server(Array("S".utf8)), Self.client([0x16, 3, 1]))
        #expect(output.continuesAs == .encrypted && output.problems.isEmpty && output.resynchronisations == 0)
        let refused = Self.play(Self.client(request), Self.server(Array("N".utf8)))
        #expect(refused.continuesAs == nil)
        #expect(PostgreSQLConversation.recognises(request.span.bytes, from: .client) == .yes)
    }

    @Test func aFailedBatchRunsNoFurther() {
        let run = [Self.message("B", "\0\0\0\0\0\0\0\0"), Self.message("E", "\0\0\0\0\0")].flatMap { $0 }
        let output = Self.play(
            Self.client(Self.message("P", "\0SELECT 1/$1\0\0\0"), run, run, run, Self.message("S")),
            Self.client(Self.message("Q", "SELECT 2\0")),
            Self.server(
                Self.message("1"), Self.message("2"), Self.message("C", "SELECT 1\0"), Self.message("2"),
                Self.message("E", "SERROR\0VERROR\0C22012\0Mdivision of secret\0\0"), Self.ready),
            Self.server(Self.message("C", "SELECT 1\0"), Self.ready))
        #expect(
            output.exchanges.map(\.summary) == [
                "SELECT: SELECT ? / ? rows=1", "SELECT: SELECT ? / ? 22012", "SELECT: SELECT ? rows=1",
            ])
    }

    @Test func whatIsOpenAtTheEndIsCutShort() {
        let output = Self.play(Self.client(Self.message("Q", "SELECT pg_sleep(100)\0")))
        #expect(output.exchanges.map(\.flags) == [.cutShort])
        #expect(output.exchanges.map(\.ended) == [Transcript.moment(1)])
    }

    @Test func hostileLengthsAreNoMessages() {
        for length in [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF]] as [[UInt8]] {
            let hostile = Array("D".utf8) + length + [1, 2, 3]
            let output = Self.play(
                Self.client(Self.message("Q", "SELECT 1\0")), Self.server(Self.message("C", "SELECT 1\0"), Self.ready),
                Self.client(Self.message("Q", "SELECT 2\0")), Self.server(hostile), Self.server(hostile),
                Self.server(Self.message("C", "SELECT 1\0"), Self.ready),
                Self.client(Self.message("Q", "SELECT 3\0")), Self.server(Self.message("C", "SELECT 1\0"), Self.ready))
            #expect(output.exchanges.count == 3 && output.exchanges.allSatisfy { $0.rows == 1 })
            #expect(output.problems.count == 1 && output.resynchronisations == 1)
        }
    }

    @Test func aPipelineOfAnyDepthTakesBoundedRoom() {
        var conversation = PostgreSQLConversation()
        var output = ConversationOutput()
        let batch = Self.message("E", "\0\0\0\0\0") + Self.message("S")
        let answer = Self.message("C", "SELECT 1\0") + Self.ready
        for index in 0..<40_000 {
            conversation.take(batch.span.bytes, from: .client, at: Transcript.moment(index), &output)
        }
        for index in 0..<40_000 {
            conversation.take(answer.span.bytes, from: .server, at: Transcript.moment(index), &output)
        }
        #expect((8_000...40_000).contains(output.exchanges.count))
        let later = Transcript.moment(50_000)
        conversation.take(Self.message("Q", "SELECT 1\0").span.bytes, from: .client, at: later, &output)
        conversation.take(answer.span.bytes, from: .server, at: later, &output)
        #expect(output.exchanges.last?.summary == "SELECT: SELECT ? rows=1")
    }
}
