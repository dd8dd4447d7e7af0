import GlassModel
import GlassRequests
import Testing

private func found(_ output: ConversationOutput) -> [HTTPCase.Found] { output.exchanges.map { HTTPCase.Found($0) } }

@Suite struct HTTPTests {
    @Test(arguments: HTTPCase.all) func readsTranscript(_ example: HTTPCase) {
        let output = example.talk.heard(by: HTTPConversation.self)
        #expect(found(output) == example.found)
        #expect(output.continuesAs == example.continuesAs)
        #expect(output.problems == [])
    }

    @Test(arguments: HTTPCase.all) func splitsDoNotMatter(_ example: HTTPCase) {
        let whole = found(example.talk.heard(by: HTTPConversation.self))
        #expect(found(example.talk.split(1).heard(by: HTTPConversation.self)) == whole)
        for (number, piece) in example.talk.pieces.enumerated() {
            for offset in 1..<max(1, piece.bytes.count) {
                let split = example.talk.split(piece: number, at: offset)
                #expect(found(split.heard(by: HTTPConversation.self)) == whole, "piece \(number) at \(offset)")
            }
        }
    }

    @Test func momentsAreThoseOfTheBytes() throws {
        let talk = Talk([
            ("C", "GET /a HT"), ("C", "TP/1.1\r\nHost: example"), ("C", ".com\r\n\r\n"),
            ("S", "HTTP/1.1 103 Early Hints\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent"), ("S", "-Length: 2\r\n\r\n"),
            ("S", "a"), ("S", "b"),
        ])
        let exchange = try #require(talk.heard(by: HTTPConversation.self).exchanges.first)
        #expect(exchange.began == Talk.moment(1))
        #expect(exchange.asked == Talk.moment(3))
        #expect(exchange.answered == Talk.moment(5))
        #expect(exchange.ended == Talk.moment(8))
        #expect(exchange.host == "example.com")
    }

    @Test func addressNamesHost() throws {
        let talk = Talk([("C", "GET http://u:p@one/ HTTP/1.1\r\nHost: two\r\n\r\n")])
        #expect(talk.heard(by: HTTPConversation.self).exchanges.map(\.host) == ["one"])
        let second = Talk([("C", "GET / HTTP/1.1\r\nHost: u:p@two\r\n\r\nGET /b HTTP/1.1\r\n\r\n")])
        #expect(second.heard(by: HTTPConversation.self).exchanges.map(\.host) == ["two", ""])
    }

    @Test func tenThousandPipelined() {
        let count = 10_000
        let asked = (0..<count).map { "GET /items/\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
        let answered = (0..<count).map {
            "HTTP/1.1 \($0 % 100 == 99 ? 500 : 200) -\r\nContent-Length: 1\r\n\r\nx"
        }.joined()
        let output = Talk([("C", asked), ("S", answered)]).heard(by: HTTPConversation.self)
        #expect(output.exchanges.map(\.target) == (0..<count).map { "/items/\($0)" })
        #expect(output.exchanges.map(\.status) == (0..<count).map { $0 % 100 == 99 ? 500 : 200 })
        #expect(output.exchanges.dropFirst().allSatisfy { $0.flags.contains(.pipelined) })
    }

    @Test func requestsBeyondTheLimitAreStillAnswered() {
        let count = 20_000
        let asked = String(repeating: "GET /a HTTP/1.1\r\n\r\n", count: count)
        let answered = String(repeating: "HTTP/1.1 204 -\r\n\r\n", count: count)
        let output = Talk([("C", asked), ("S", answered)]).heard(by: HTTPConversation.self)
        #expect(output.exchanges.count == count)
        #expect(output.exchanges.filter { $0.method == "GET" }.count == 16_384)
        #expect(output.exchanges.allSatisfy { $0.status == 204 })
        #expect(output.problems.count == 1)
    }

    @Test func hostileHeadIsReadThrough() {
        var parser = HTTPConversation()
        var output = ConversationOutput()
        let filler = [UInt8](repeating: 0x61, count: 1 << 20)
        let start = Array("GET /a HTTP/1.1\r\nX-Filler: ".utf8)
        parser.take(start.span.bytes, from: .client, at: Talk.moment(1), &output)
        for _ in 0..<100 { parser.take(filler.span.bytes, from: .client, at: Talk.moment(2), &output) }
        let end = Array("\r\n\r\n".utf8)
        parser.take(end.span.bytes, from: .client, at: Talk.moment(3), &output)
        let answer = Array("HTTP/1.1 431 -\r\nContent-Length: 0\r\n\r\n".utf8)
        parser.take(answer.span.bytes, from: .server, at: Talk.moment(4), &output)
        #expect(output.exchanges.map(\.status) == [431])
        #expect(output.exchanges.map(\.clientBytes) == [Int64(start.count + 100 * filler.count + end.count)])
    }

    @Test(arguments: [
        "99999999999999999999999", "-1", "0x10", "1, 2", "", "9223372036854775807", "18446744073709551616",
    ])
    func hostileLengths(_ length: String) {
        let talk = Talk([
            ("C", "POST /a HTTP/1.1\r\nContent-Length: \(length)\r\n\r\nabc"),
            ("S", "HTTP/1.1 400 Bad\r\nContent-Length: \(length)\r\n\r\nabc"),
        ])
        let output = talk.heard(by: HTTPConversation.self)
        #expect(output.exchanges.map(\.status) == [400])
    }

    @Test(arguments: ["fffffffffffffffff", "-1", "zz", "", "5 5", "7fffffffffffffff", "100000000000000"])
    func hostileChunkSizes(_ size: String) {
        let talk = Talk([
            ("C", "GET /a HTTP/1.1\r\n\r\n"),
            ("S", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\nabc\r\n0\r\n\r\n"),
        ])
        let output = talk.heard(by: HTTPConversation.self)
        #expect(output.exchanges.map(\.status) == [200])
    }

    @Test func garbageIsToldOnceAndWithoutItsBytes() {
        let talk = Talk([
            ("C", "GET /a HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 204 -\r\n\r\n"), ("C", "secret garbage\r\n"),
            ("S", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), ("C", "GET /b HTTP/1.1\r\n\r\n"),
            ("S", "HTTP/1.1 204 -\r\n\r\n"),
        ])
        let output = talk.heard(by: HTTPConversation.self)
        #expect(output.exchanges.map(\.method) == ["GET", "?", "GET"])
        #expect(output.exchanges.map(\.status) == [204, 400, 204])
        #expect(output.problems.count == 1)
        #expect(output.resynchronisations == 1)
        #expect(!output.problems.joined().contains("secret"))
    }
}
