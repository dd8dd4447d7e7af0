import GlassModel
import GlassRequests
import GlassTestSupport
import Testing

/// What happens where the capture gives only the beginning and the end of what a call read or wrote.
@Suite struct HTTPTruncationTests {
    private typealias Found = HTTPCase.Found

    private func found(_ output: ConversationOutput) -> [Found] { output.exchanges.map { Found($0) } }

    private func withoutMarks(_ output: ConversationOutput) -> [Found] {
        found(output).map { exchange in
            var exchange = exchange
            exchange.flags.remove(.approximate)
            return exchange
        }
    }

    /// Ten exchanges whose messages come in calls of their own; `filler` is how long a header of each is.
    private func talk(filler: Int, _ random: inout SeededGenerator) -> Talk {
        var lines: [(String, String)] = []
        for number in 0..<10 {
            let cookie = "Cookie: " + String(repeating: "c", count: Int.random(in: 0...filler, using: &random)) + "\r\n"
            let body = String(repeating: "b", count: Int.random(in: 0...20_000, using: &random))
            let asks = "POST /items/\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n"
            let answers = "HTTP/1.1 \(200 + number) -\r\nContent-Length: \(body.utf8.count)\r\n"
            switch number % 3 {
            case 0:
                lines.append(("C", "GET /items/\(number) HTTP/1.1\r\nHost: a\r\n\(cookie)\r\n"))
                lines.append(("S", "\(answers)\(cookie)\r\n\(body)"))
            case 1:
                lines.append(("C", "\(asks)\(cookie)\r\n\(body)"))
                lines.append(("S", "HTTP/1.1 201 -\r\nTransfer-Encoding: chunked\r\n\(cookie)\r\n"))
                let size = String(body.utf8.count + 1, radix: 16)
                lines.append(("S", "\(size)\r\n\(body)x\r\n\(size)\r\n\(body)x\r\n0\r\n\r\n"))
            default:
                lines.append(("C", "\(asks)\(cookie)\r\n"))
                lines.append(("C", body))
                lines.append(("S", "\(answers)\r\n"))
                lines.append(("S", body))
            }
        }
        return Talk(lines.filter { !$0.1.isEmpty })
    }

    @Test func whatIsMissingFromBodiesIsCountedExactly() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<50 {
            let talk = talk(filler: 50, &random)
            let whole = found(talk.heard(by: HTTPConversation.self))
            let cut = talk.heard(by: HTTPConversation.self) { _ in CaptureLimits(head: 200, tail: 16) }
            #expect(found(cut) == whole)
            #expect(cut.resynchronisations == 0)
        }
    }

    @Test(arguments: [300, 512, 4_096]) func whatIsMissingFromHeadsIsMarked(limit: Int) {
        var random = SeededGenerator(seed: UInt64(limit))
        for _ in 0..<50 {
            let talk = talk(filler: 2 * limit, &random)
            let whole = withoutMarks(talk.heard(by: HTTPConversation.self))
            let cut = talk.heard(by: HTTPConversation.self) { _ in CaptureLimits(head: limit, tail: 32) }
            #expect(withoutMarks(cut) == whole)
            #expect(cut.problems == [])
        }
    }

    @Test func aStatusIsNeverInvented() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let talk = talk(filler: 200, &random)
            let limits = talk.pieces.map { _ in
                CaptureLimits(
                    head: Int.random(in: 0...300, using: &random), tail: Int.random(in: 0...32, using: &random))
            }
            let cut = talk.heard(by: HTTPConversation.self) { limits[$0] }
            for exchange in cut.exchanges where exchange.method != HTTPConversation.unseenMethod {
                guard let status = exchange.status, let number = Int32(exchange.target.dropFirst(7)) else { continue }
                let isRight = status == (number % 3 == 1 ? 201 : 200 + number)
                #expect(isRight || exchange.flags.contains(.approximate))
            }
        }
    }

    @Test func sendfileBodiesAreSkipped() {
        var parser = HTTPConversation()
        var output = ConversationOutput()
        for number in 1...2 {
            let asked = Array("GET /file/\(number) HTTP/1.1\r\n\r\n".utf8)
            let answered = Array("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".utf8)
            parser.take(asked.span.bytes, from: .client, at: Talk.moment(1), &output)
            parser.take(answered.span.bytes, from: .server, at: Talk.moment(2), &output)
            parser.skip(400_000, from: .server, at: Talk.moment(3), &output)
            parser.skip(600_000, from: .server, at: Talk.moment(4), &output)
        }
        #expect(output.exchanges.map(\.target) == ["/file/1", "/file/2"])
        #expect(output.exchanges.map(\.serverBytes) == [1_000_044, 1_000_044])
        #expect(output.exchanges.map(\.ended) == [Talk.moment(4), Talk.moment(4)])
        #expect(output.exchanges.allSatisfy { $0.flags.isEmpty })
    }

    @Test func aCutRequestLineKeepsWhatIsThere() {
        let target = "/search/" + String(repeating: "x", count: 1_000)
        let talk = Talk([
            ("C", "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        ])
        let output = talk.heard(by: HTTPConversation.self) { _ in CaptureLimits(head: 104, tail: 8) }
        #expect(output.exchanges.map(\.target) == ["/search/" + String(repeating: "x", count: 92)])
        #expect(output.exchanges.map(\.status) == [200])
        #expect(output.exchanges.map(\.flags) == [.approximate])
    }

    @Test func aCutStatusIsNone() {
        let talk = Talk([("C", "GET / HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])
        for head in 0...12 {
            let output = talk.heard(by: HTTPConversation.self) {
                $0 == 1 ? CaptureLimits(head: head, tail: 0) : CaptureLimits()
            }
            #expect(output.exchanges.map(\.status) == [nil], "\(head)")
        }
    }

    @Test func afterAGapTheNextMessageIsFound() {
        var parser = HTTPConversation()
        var output = ConversationOutput()
        func say(_ speaker: Speaker, _ text: String, _ number: Int) {
            let bytes = Array(text.utf8)
            parser.take(bytes.span.bytes, from: speaker, at: Talk.moment(number), &output)
        }
        say(.client, "GET /a HTTP/1.1\r\n\r\n", 1)
        say(.server, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc", 2)
        parser.resynchronise(at: Talk.moment(3), &output)
        say(.server, "defgh\r\nijk", 4)
        say(.client, "GET /b HTTP/1.1\r\n\r\n", 5)
        say(.server, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 6)
        #expect(output.exchanges.map(\.target) == ["/a", "/b"])
        #expect(output.exchanges.map(\.status) == [200, 404])
        #expect(output.exchanges.map(\.flags) == [.approximate, []])
        #expect(output.resynchronisations == 1)
    }

    @Test func aRequestWhoseResponseIsLostHasNoStatus() {
        var parser = HTTPConversation()
        var output = ConversationOutput()
        func say(_ speaker: Speaker, _ text: String, _ number: Int) {
            let bytes = Array(text.utf8)
            parser.take(bytes.span.bytes, from: speaker, at: Talk.moment(number), &output)
        }
        say(.client, "GET /a HTTP/1.1\r\n\r\n", 1)
        parser.resynchronise(at: Talk.moment(2), &output)
        say(.client, "GET /b HTTP/1.1\r\n\r\n", 3)
        say(.server, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 4)
        #expect(output.exchanges.map(\.target) == ["/a", "/b"])
        #expect(output.exchanges.map(\.status) == [nil, 404])
        #expect(output.exchanges.map(\.flags) == [.approximate, []])
    }
}
