import Foundation
import GlassModel
import GlassRequests
import GlassTestSupport
import Testing

/// Real sessions, damaged in every way: no parser may trap, loop or grow. `GLASS_FUZZ_ROUNDS` sets how many are tried.
struct StatementFuzzTests {
    private static let rounds = ProcessInfo.processInfo.environment["GLASS_FUZZ_ROUNDS"].flatMap(Int.init) ?? 4_000

    @Test func postgreSQL() throws {
        try fuzz(PostgreSQLConversation.self, PostgreSQLTests.names, seed: 11)
    }

    @Test func redis() throws {
        try fuzz(RedisConversation.self, RedisTests.names, seed: 12)
    }

    @Test func statements() throws {
        var random = SeededGenerator(seed: 13)
        let queries = try PostgreSQLTests.names.flatMap { try Transcript(named: $0).pieces }.map {
            $0.bytes.prefix(160)
        }
        for round in 0..<Self.rounds {
            var sql = Array(queries[round % queries.count])
            Self.damage(&sql, &random)
            for statement in StatementNormaliser.statements(in: sql.span.bytes, isTruncated: round % 2 == 0) {
                guard statement.text.utf8.count <= 3 * StatementNormaliser.maximumLength else {
                    Issue.record("round \(round) made a text of \(statement.text.utf8.count) bytes")
                    return
                }
            }
        }
    }

    /// Each round plays up to eight pieces in a row of a session, none longer than a read may be captured.
    private func fuzz<C: Conversation>(_ type: C.Type, _ names: [String], seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sessions = try names.map { try Transcript(named: $0).pieces }
        for round in 0..<Self.rounds {
            let session = sessions[round % sessions.count]
            let first = Int.random(in: 0..<session.count, using: &random)
            var conversation = C()
            var output = ConversationOutput()
            for (index, piece) in session[first...].prefix(8).enumerated() {
                var bytes = Array(piece.bytes.prefix(200))
                if Int.random(in: 0..<2, using: &random) == 0 { Self.damage(&bytes, &random) }
                let moment = Transcript.moment(index)
                let speaker = Int.random(in: 0..<30, using: &random) == 0 ? piece.speaker.other : piece.speaker
                let rest = piece.bytes.count - bytes.count
                _ = C.recognises(bytes.span.bytes, from: speaker)
                conversation.take(bytes.span.bytes, from: speaker, at: moment, &output)
                if rest > 0 { conversation.skip(Self.hostile(rest, &random), from: speaker, at: moment, &output) }
                if Int.random(in: 0..<30, using: &random) == 0 { conversation.resynchronise(at: moment, &output) }
            }
            conversation.close(at: Transcript.moment(9), &output)
            guard output.exchanges.count <= 2_000, output.problems.count <= 16 else {
                Issue.record("round \(round) gave \(output.exchanges.count) exchanges")
                return
            }
        }
    }

    private static func hostile(_ count: Int, _ random: inout SeededGenerator) -> Int {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: Int.max
        case 1: -count
        case 2: count + Int.random(in: 0..<40, using: &random)
        default: count
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1..<4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.insert(contentsOf: [0xFF, 0xFF, 0xFF, 0xFF], at: place)
            case 4: bytes.insert(contentsOf: [0x80, 0, 0, 0], at: place)
            case 5: bytes.insert(contentsOf: Array("*9999999999\r\n$-1\r\n".utf8), at: place)
            default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
            }
        }
    }
}
