import GlassModel
import Testing

@testable import GlassRequests

/// Which end asks, on a connection that was open before glass looked. A Redis command looks as an answer does.
@Suite struct RoleTests {
    private static let command = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"

    private func exchanges(_ said: [(isRead: Bool, text: String)]) -> [TrackedExchange] {
        var tracker = ConnectionTracker()
        var output = TrackerOutput()
        for (place, piece) in said.enumerated() {
            let bytes = Array(piece.text.utf8)
            tracker.take(
                piece.isRead ? .read(total: bytes.count) : .wrote(total: bytes.count), on: ConnectionID(5),
                head: bytes.span.bytes, tail: RawSpan(), at: Moment(time: Nanoseconds(Int64(place + 1))), &output)
        }
        return output.exchanges
    }

    @Test(arguments: ["+OK\r\n", ":1\r\n", "*2\r\n$1\r\na\r\n$1\r\nb\r\n", "$5\r\nhello\r\n"])
    func whoeverWritesTheCommandAsks(answer: String) {
        let round = [(isRead: false, text: Self.command), (isRead: true, text: answer)]
        #expect(exchanges(round + round).map(\.isServed) == [false, false])
    }

    @Test(arguments: ["+OK\r\n", ":1\r\n", "*2\r\n$1\r\na\r\n$1\r\nb\r\n", "$5\r\nhello\r\n"])
    func whoeverReadsTheCommandServes(answer: String) {
        let round = [(isRead: true, text: Self.command), (isRead: false, text: answer)]
        #expect(exchanges(round + round).map(\.isServed) == [true, true])
    }

    @Test func anAnswerThatComesFirstIsNoCommand() {
        let said: [(isRead: Bool, text: String)] = [
            (false, "*2\r\n$1\r\na\r\n$1\r\nb\r\n"), (true, "PING\r\n"), (false, "+PONG\r\n"), (true, Self.command),
            (false, "+OK\r\n"),
        ]
        let found = exchanges(said)
        #expect(found.allSatisfy { $0.isServed })
        #expect(found.last?.exchange.method == "SET")
    }
}
