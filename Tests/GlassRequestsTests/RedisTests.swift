import GlassModel
import GlassRequests
import GlassTestSupport
import Testing

struct RedisTests {
    static let names = [
        "redis-py-resp2", "redis-py-resp3", "redis-py-subscribe-resp2", "redis-py-subscribe-resp3", "redis-cli",
        "redis-inline",
    ]

    private static func play(_ pieces: (Speaker, String)...) -> ConversationOutput {
        Transcript(pieces.map { Transcript.Piece(speaker: $0.0, bytes: Array($0.1.utf8)) })
            .play(RedisConversation.self)
    }

    private static func command(_ words: String...) -> String {
        "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
    }

    // MARK: Real sessions

    @Test(arguments: [2, 3])
    func redisPy(version: Int) throws {
        let output = try Transcript(named: "redis-py-resp\(version)").play(RedisConversation.self)
        let commands = output.exchanges.map(\.summary).filter { !$0.hasPrefix("CLIENT") }
        let expected =
            [version == 2 ? "AUTH" : "HELLO", "SET", "GET", "GET", "SET", "GET", "HSET", "HGETALL", "RPUSH", "LRANGE"]
            + ["ZADD", "ZRANGE", "CONFIG GET", "COMMAND COUNT", "INCRBY ERR", "LPUSH WRONGTYPE"]
            + Array(repeating: "SET", count: 200) + ["MULTI", "INCRBY", "HGETALL", "GET", "EXEC", "EVAL"]
        #expect(commands == expected)
        #expect(output.exchanges.filter { $0.flags.contains(.pipelined) }.count > 200)
        #expect(output.exchanges.allSatisfy { $0.flags.contains(.failed) == ($0.error != nil) && $0.rows == nil })
        #expect(output.problems.isEmpty && output.resynchronisations == 0)
    }

    @Test(arguments: [2, 3])
    func messagesAnswerNothing(version: Int) throws {
        let output = try Transcript(named: "redis-py-subscribe-resp\(version)").play(RedisConversation.self)
        let commands = output.exchanges.filter { !$0.method.hasPrefix("CLIENT") }
        #expect(
            commands.map(\.summary)
                == [version == 2 ? "AUTH" : "HELLO", "SUBSCRIBE", "PSUBSCRIBE", "PING", "UNSUBSCRIBE"])
        #expect(commands.allSatisfy { !$0.flags.contains(.cutShort) })
    }

    @Test func commandLineAndPlainWords() throws {
        let repeated = try Transcript(named: "redis-cli").play(RedisConversation.self).exchanges
        #expect(repeated.map(\.summary) == ["AUTH", "INCR", "INCR", "INCR", "INCR", "INCR"])
        let inline = try Transcript(named: "redis-inline").play(RedisConversation.self).exchanges
        #expect(inline.map(\.summary) == ["AUTH", "PING", "SET", "GET", "INCR ERR"])
        #expect(inline.map(\.serverBytes) == [5, 7, 5, 12, 46])
    }

    @Test(arguments: names)
    func nothingButNamesIsKept(name: String) throws {
        let allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ _-"
        for exchange in try Transcript(named: name).play(RedisConversation.self).exchanges {
            #expect(exchange.target.isEmpty && exchange.method.allSatisfy { allowed.contains($0) })
            #expect(!exchange.method.contains("SECRET") && !exchange.method.contains("HORSE"))
        }
    }

    // MARK: Pieces and losses

    @Test(arguments: names)
    func piecesMakeNoDifference(name: String) throws {
        let transcript = try Transcript(named: name)
        let whole = transcript.play(RedisConversation.self).exchanges
        #expect(transcript.playByteByByte(RedisConversation.self).exchanges == whole)
    }

    @Test(arguments: ["redis-py-subscribe-resp2", "redis-py-subscribe-resp3", "redis-cli"])
    func eachPieceCanBeCutAnywhere(name: String) throws {
        let transcript = try Transcript(named: name)
        let whole = transcript.play(RedisConversation.self).exchanges
        for (cutPiece, piece) in transcript.pieces.enumerated() {
            for cut in piece.bytes.indices {
                let output = transcript.play(RedisConversation.self) { piece, index, take, _ in
                    if index == cutPiece { take(piece.bytes[..<cut]) }
                    take(index == cutPiece ? piece.bytes[cut...] : piece.bytes[...])
                }
                #expect(output.exchanges == whole)
            }
        }
    }

    @Test(arguments: [2, 3])
    func bigValuesAreSteppedOver(version: Int) throws {
        let transcript = try Transcript(named: "redis-py-resp\(version)")
        let whole = transcript.play(RedisConversation.self).exchanges
        let captured = transcript.playCaptured(RedisConversation.self, head: 4_096, tail: 32).exchanges
        // The pipeline of 200 is longer than what was captured of it; the rest is whole.
        #expect(
            captured.filter { $0.method != "SET" }.map(\.summary) == whole.filter { $0.method != "SET" }.map(\.summary))
        #expect(captured.filter { $0.method == "GET" } == whole.filter { $0.method == "GET" })
    }

    @Test func anAnswerThatIsLostEndsWhenTheClientGoesOn() {
        let elements = (0..<2_000).map { "$4\r\n\($0 + 1_000)\r\n" }.joined()
        let pieces: [(Speaker, String)] = [
            (.client, Self.command("LRANGE", "l", "0", "-1")), (.server, "*2000\r\n" + elements),
            (.client, Self.command("GET", "a")), (.server, "$1\r\nx\r\n"),
        ]
        let transcript = Transcript(pieces.map { Transcript.Piece(speaker: $0.0, bytes: Array($0.1.utf8)) })
        let output = transcript.playCaptured(RedisConversation.self, head: 4_096, tail: 32)
        #expect(output.exchanges.map(\.summary) == ["LRANGE", "GET"])
        #expect(output.exchanges.map(\.flags) == [.approximate, []])
        #expect(output.exchanges.map(\.ended) == [Transcript.moment(1), Transcript.moment(3)])
        #expect(output.resynchronisations == 1)
    }

    @Test(arguments: names)
    func aSessionCanBeJoinedAtAnyPiece(name: String) throws {
        let transcript = try Transcript(named: name)
        let whole = transcript.play(RedisConversation.self).exchanges
        for first in transcript.pieces.indices {
            for exchange in transcript.play(RedisConversation.self, from: first).exchanges
            where exchange.flags.isDisjoint(with: [.approximate, .cutShort]) {
                #expect(whole.contains { $0.method == exchange.method && $0.began == exchange.began }, "from \(first)")
            }
        }
    }

    @Test func randomCapturesInventNothing() throws {
        var random = SeededGenerator(seed: 8)
        for name in Self.names {
            let transcript = try Transcript(named: name)
            let methods = Set(transcript.play(RedisConversation.self).exchanges.map(\.method))
            for _ in 0..<60 {
                let (head, tail) = (Int.random(in: 1..<600, using: &random), Int.random(in: 0..<40, using: &random))
                let output = transcript.playCaptured(RedisConversation.self, head: head, tail: tail)
                #expect(output.exchanges.allSatisfy { methods.contains($0.method) }, "\(name) \(head) \(tail)")
            }
        }
    }

    // MARK: Single exchanges

    @Test func pushedMessagesAttributesAndNestedValues() {
        let output = Self.play(
            (.client, Self.command("HGETALL", "a")), (.client, Self.command("GET", "b")),
            (.server, ">2\r\n+invalidate\r\n*1\r\n$1\r\na\r\n"),
            (.server, "|1\r\n+ttl\r\n:3600\r\n%2\r\n+k\r\n*2\r\n:1\r\n~1\r\n#t\r\n+l\r\n_\r\n"),
            (.server, "!21\r\nSYNTAX secret is wrong\r\n".replacing("!21", with: "!22")))
        #expect(output.exchanges.map(\.summary) == ["HGETALL", "GET SYNTAX"])
        #expect(output.exchanges.map(\.flags) == [[], [.pipelined, .failed]])
    }

    @Test func monitorsLinesAreNoAnswers() {
        let output = Self.play(
            (.client, "MONITOR\r\n"),
            (.server, "+OK\r\n+1339518083.107412 [0 127.0.0.1:60866] \"keys\" \"secret\"\r\n"),
            (.client, "PING\r\n"), (.server, "+1339518083.2 [0 x] \"ping\"\r\n+PONG\r\n"))
        #expect(output.exchanges.map(\.summary) == ["MONITOR", "PING"])
        #expect(output.exchanges.last?.serverBytes == 7)
    }

    @Test func repliesCanBeTurnedOff() {
        let output = Self.play(
            (.client, Self.command("CLIENT", "REPLY", "OFF") + Self.command("SET", "a", "1")),
            (.client, Self.command("client", "reply", "on")), (.server, "+OK\r\n"),
            (
                .client,
                Self.command("CLIENT", "REPLY", "SKIP") + Self.command("SET", "a", "1") + Self.command("GET", "a")
            ),
            (.server, "$1\r\n1\r\n"))
        #expect(output.exchanges.map(\.summary) == ["CLIENT REPLY", "GET"])
    }

    @Test func errorsWithinATransactionAreItsOwn() {
        let output = Self.play(
            (.client, Self.command("MULTI") + Self.command("INCR", "a") + Self.command("EXEC")),
            (.server, "+OK\r\n+QUEUED\r\n*2\r\n:1\r\n-WRONGTYPE secret\r\n"))
        #expect(output.exchanges.map(\.summary) == ["MULTI", "INCR", "EXEC WRONGTYPE"])
    }

    @Test func namesThatMayBeSecretAreNotShown() {
        let output = Self.play(
            (.client, "hunter2 x\r\n"), (.server, "-hunter2 is no command\r\n"),
            (.client, Self.command("CONFIG", "hunter 2")), (.server, "-ERR hunter2\r\n"))
        #expect(output.exchanges.map(\.summary) == ["INLINE ERR", "CONFIG ERR"])
    }

    @Test func whatIsOpenAtTheEndIsCutShort() {
        let output = Self.play((.client, Self.command("BLPOP", "q", "0")))
        #expect(output.exchanges.map(\.flags) == [.cutShort])
    }

    @Test(arguments: [
        "$-2\r\n", "$99999999999999999999\r\n", "*4294967297\r\n", "*9223372036854775807\r\n", "?\r\n", "$x\r\n",
        String(repeating: "*1\r\n", count: 5_000), "%-5\r\n",
    ])
    func hostileRepliesAreNone(text: String) {
        let output = Self.play(
            (.client, Self.command("GET", "a")), (.server, "$1\r\nx\r\n"), (.client, Self.command("GET", "b")),
            (.server, text), (.client, Self.command("GET", "c")), (.server, "$1\r\nx\r\n"))
        #expect(output.exchanges.first?.flags == [])
        #expect(output.exchanges.last?.flags == [])
        #expect(output.exchanges.count == 3 && output.problems.count == 1)
    }

    @Test func aPipelineOfAnyDepthTakesBoundedRoom() {
        var conversation = RedisConversation()
        var output = ConversationOutput()
        let get = Array(Self.command("GET", "a").utf8)
        let reply = Array("$1\r\nx\r\n".utf8)
        for round in 0..<3 {
            for _ in 0..<30_000 {
                conversation.take(get.span.bytes, from: .client, at: Transcript.moment(2 * round), &output)
            }
            for _ in 0..<30_000 {
                conversation.take(reply.span.bytes, from: .server, at: Transcript.moment(2 * round + 1), &output)
            }
        }
        #expect(output.exchanges.count == 3 * 16_384)
        #expect(output.exchanges.allSatisfy { !$0.flags.contains(.approximate) })
    }

    @Test(arguments: [
        ("*1\r\n$4\r\nPING\r\n", Speaker.client, Recognition.yes), ("*1\r", .client, .undecided),
        ("PI", .client, .undecided),
        ("PING\r\n", .client, .yes), ("GET / HTTP/1.1\r\n", .client, .no), ("*x", .client, .no),
        ("+OK\r\n", .server, .yes), ("$5\r\nhello\r\n", .server, .yes), ("+OK POP3 ready\r\n", .server, .no),
        ("HTTP/1.1 200", .server, .no), ("*-1\r\n", .server, .yes), ("", .client, .undecided),
        ("\u{16}\u{3}", .client, .no),
    ])
    func recognition(text: String, speaker: Speaker, expected: Recognition) {
        let bytes = Array(text.utf8)
        #expect(RedisConversation.recognises(bytes.span.bytes, from: speaker) == expected)
    }
}
