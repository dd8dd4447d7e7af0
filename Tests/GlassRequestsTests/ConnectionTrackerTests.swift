import GlassModel
import GlassRequests
import Testing

/// A tracker, and what it gave.
private struct Desk {
    var tracker: ConnectionTracker
    var output = TrackerOutput()
    var number = 0

    init(maximumConnections: Int = 1_000) {
        tracker = ConnectionTracker(maximumConnections: maximumConnections)
    }

    mutating func open(_ id: UInt64, accepted: Bool?, peer: String = "127.0.0.1:4000") {
        act(.opened(ConnectionEnds(local: "127.0.0.1:80", peer: peer), accepted: accepted), id, [], [])
    }

    mutating func read(_ id: UInt64, _ text: String) { read(id, Array(text.utf8)) }
    mutating func wrote(_ id: UInt64, _ text: String) { wrote(id, Array(text.utf8)) }

    mutating func read(_ id: UInt64, _ head: [UInt8], total: Int? = nil, tail: [UInt8] = []) {
        act(.read(total: total ?? head.count), id, head, tail)
    }

    mutating func wrote(_ id: UInt64, _ head: [UInt8], total: Int? = nil, tail: [UInt8] = []) {
        act(.wrote(total: total ?? head.count), id, head, tail)
    }

    mutating func act(_ action: SocketAction, _ id: UInt64, _ head: [UInt8] = [], _ tail: [UInt8] = []) {
        number += 1
        tracker.take(
            action, on: ConnectionID(id), head: head.span.bytes, tail: tail.span.bytes, at: Talk.moment(number),
            &output)
    }

    var lines: [String] {
        output.exchanges.map { tracked in
            let exchange = tracked.exchange
            let status = exchange.status.map { String($0) } ?? "-"
            let side = tracked.isServed ? "served" : "sent"
            return "\(tracked.connection.rawValue) \(side) \(exchange.wireProtocol.rawValue) \(exchange.method) "
                + "\(exchange.target) \(status) \(exchange.clientBytes)/\(exchange.serverBytes)"
        }
    }
}

private let request = "GET /a HTTP/1.1\r\n\r\n"
private let response = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

@Suite struct ConnectionTrackerTests {
    @Test func tellsWhatIsServedFromWhatIsSent() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.open(2, accepted: false)
        desk.read(1, request)
        desk.wrote(2, request)
        desk.read(2, response)
        desk.wrote(1, response)
        #expect(desk.lines == ["2 sent http GET /a 200 19/38", "1 served http GET /a 200 19/38"])
        #expect(desk.output.exchanges.map(\.ends.peer) == ["127.0.0.1:4000", "127.0.0.1:4000"])
    }

    @Test func findsOutWhoAsksWhereThatIsNotKnown() {
        var desk = Desk()
        desk.open(1, accepted: nil)
        desk.read(1, request)
        desk.wrote(1, response)
        desk.wrote(2, request)
        desk.read(2, response)
        desk.wrote(3, response)
        desk.read(3, request)
        desk.wrote(3, response)
        #expect(
            desk.lines == [
                "1 served http GET /a 200 19/38", "2 sent http GET /a 200 19/38", "3 served http ?  200 0/38",
                "3 served http GET /a 200 19/38",
            ])
    }

    @Test func splitDetectionGivesTheSame() {
        for offset in 1..<request.utf8.count {
            var desk = Desk()
            desk.open(1, accepted: true)
            desk.read(1, Array(request.utf8.prefix(offset)))
            desk.read(1, Array(request.utf8.dropFirst(offset)))
            desk.wrote(1, response)
            #expect(desk.lines == ["1 served http GET /a 200 19/38"], "\(offset)")
            #expect(desk.output.exchanges.first?.exchange.began == Talk.moment(2))
        }
    }

    @Test func lateAttachInABodyRecoversAtTheNextMessage() {
        var desk = Desk()
        desk.wrote(1, [UInt8](repeating: 0x80, count: 500), total: 60_000)
        desk.wrote(1, [UInt8](repeating: 0x81, count: 500), total: 20_000)
        desk.read(1, request)
        desk.wrote(1, response)
        #expect(desk.lines == ["1 served http GET /a 200 19/38"])
        #expect(desk.output.resynchronisations == 1)
    }

    @Test func lateAttachInAnUploadRecoversAtTheResponse() {
        var desk = Desk()
        desk.read(1, "plain text of an upload, without any structure, and more of it\r\n")
        desk.read(1, [UInt8](repeating: 7, count: 500), total: 20_000)
        desk.wrote(1, response)
        desk.read(1, request)
        desk.wrote(1, response)
        #expect(desk.lines == ["1 served http ?  200 0/38", "1 served http GET /a 200 19/38"])
    }

    @Test func truncatedAndOverlappingCapturesAreCountedOnce() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.read(1, request)
        desk.wrote(1, Array("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n".utf8), total: 5_042, tail: [1, 2, 3])
        // The tail reaches back into the head.
        desk.wrote(1, [1, 2, 3, 4], total: 5, tail: [3, 4, 5])
        desk.wrote(1, [], total: 4_995)
        #expect(desk.lines == ["1 served http GET /a 200 19/10042"])
    }

    @Test func encryptedConnectionsAreCounted() {
        var desk = Desk()
        let hello: [UInt8] = [0x16, 3, 1, 0, 200, 1] + [UInt8](repeating: 9, count: 199)
        desk.wrote(1, hello)
        desk.read(1, [0x16, 3, 3, 0, 100, 2], total: 105)
        desk.act(.closed, 1)
        #expect(desk.lines == ["1 sent tls   - 205/105"])
        #expect(desk.output.exchanges.first?.exchange.answered == Talk.moment(2))
    }

    @Test func unknownConnectionsAreCountedWhileTheyLive() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.tracker.tick(now: .seconds(1), &desk.output)
        desk.read(1, [0, 1, 2, 3])
        desk.tracker.tick(now: .seconds(5), &desk.output)
        #expect(desk.lines == [])
        desk.tracker.tick(now: .seconds(11), &desk.output)
        #expect(desk.lines == ["1 served unknown   - 4/0"])
        desk.wrote(1, [9, 9])
        desk.act(.closed, 1)
        #expect(desk.lines.dropFirst() == ["1 served unknown   - 0/2"])
        desk.tracker.tick(now: .seconds(30), &desk.output)
        #expect(desk.lines.count == 2)
    }

    @Test func webSocketsAreCountedAfterTheirRequest() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.read(1, "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
        desk.wrote(1, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
        desk.wrote(1, [0x81, 0x02, 0x68, 0x69])
        desk.read(1, [0x81, 0x80, 0, 0, 0, 0])
        desk.act(.closed, 1)
        #expect(desk.lines == ["1 served http GET /ws 101 40/56", "1 served websocket   - 6/4"])
    }

    @Test func whatAProxySaysBeforeIsPassedOver() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.read(1, "PROXY TCP4 192.0.2.1 192.0.2.2 4000 80\r\n")
        desk.read(1, request)
        desk.wrote(1, response)
        #expect(desk.lines == ["1 served http GET /a 200 19/38"])
    }

    @Test func aTunnelIsLookedAtAnew() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.read(1, "CONNECT example.com:80 HTTP/1.1\r\n\r\n")
        desk.wrote(1, "HTTP/1.1 200 OK\r\n\r\n")
        desk.read(1, request)
        desk.wrote(1, response)
        #expect(desk.lines.map { $0.prefix(28) } == ["1 served http CONNECT exampl", "1 served http GET /a 200 19/"])
    }

    @Test func gapsResynchroniseOneConnection() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.open(2, accepted: true)
        desk.read(1, request)
        desk.read(2, request)
        desk.act(.gap, 1)
        desk.wrote(1, response)
        desk.wrote(2, response)
        #expect(desk.output.exchanges.map(\.exchange.flags) == [.approximate, []])
        #expect(desk.output.resynchronisations == 1)
    }

    @Test func anInodeThatIsReusedIsAnotherConnection() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.read(1, request)
        desk.open(1, accepted: true)
        #expect(desk.lines == [])
        desk.open(1, accepted: true, peer: "127.0.0.1:5000")
        #expect(desk.lines == ["1 served http GET /a - 19/0"])
        #expect(desk.output.exchanges.first?.exchange.flags == .cutShort)
        desk.read(1, request)
        desk.wrote(1, response)
        #expect(desk.output.exchanges.last?.ends.peer == "127.0.0.1:5000")
        #expect(desk.output.exchanges.last?.exchange.flags == [])
    }

    @Test func theMostSilentAreForgotten() {
        var desk = Desk(maximumConnections: 3)
        for id in 1...3 as ClosedRange<UInt64> { desk.open(id, accepted: true) }
        desk.read(1, request)
        desk.open(4, accepted: true)
        desk.open(5, accepted: true)
        #expect(desk.output.forgotten == 2)
        #expect(desk.tracker.connectionCount == 3)
        desk.wrote(1, response)
        #expect(desk.lines == ["1 served http GET /a 200 19/38"])
    }

    @Test func aHundredThousandConnections() {
        var desk = Desk(maximumConnections: 100_000)
        let (asked, answered) = (Array(request.utf8), Array(response.utf8))
        for id in 0..<110_000 as Range<UInt64> { desk.read(id, asked) }
        for id in 10_000..<110_000 as Range<UInt64> { desk.wrote(id, answered) }
        #expect(desk.tracker.connectionCount == 100_000)
        #expect(desk.output.forgotten == 10_000)
        #expect(desk.output.exchanges.filter { $0.exchange.status == 200 }.count == 100_000)
        desk.tracker.closeAll(at: Talk.moment(1), &desk.output)
        #expect(desk.tracker.connectionCount == 0)
        #expect(desk.output.exchanges.count == 110_000)
    }

    @Test func garbageBecomesADeadLetterWithoutItsBytes() {
        var desk = Desk()
        desk.open(1, accepted: true)
        desk.read(1, request)
        desk.wrote(1, response)
        desk.read(1, "secret\r\n")
        #expect(desk.output.problems.count == 1)
        #expect(desk.output.problems.first?.connection == ConnectionID(1))
        #expect(desk.output.problems.first?.wording.contains("secret") == false)
    }

    @Test func whatNeverIsAnythingIsBoundedAndCounted() {
        var desk = Desk()
        desk.open(1, accepted: true)
        for _ in 0..<10_000 { desk.read(1, "A") }
        desk.act(.closed, 1)
        #expect(desk.lines == ["1 served unknown   - 10000/0"])
    }
}
