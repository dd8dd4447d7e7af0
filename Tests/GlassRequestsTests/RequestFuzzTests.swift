import GlassModel
import GlassRequests
import GlassTestSupport
import Glibc
import Testing

/// Damaged talks and plain noise. It is enough that nothing traps, that texts are harmless, and that no side is said to
/// have said more than it did. `GLASS_FUZZ_ROUNDS` says how many rounds; in a release build ten million take minutes.
@Suite struct RequestFuzzTests {
    private static let rounds = getenv("GLASS_FUZZ_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 20_000

    @Test func parserSurvives() {
        let talks = HTTPCase.all.map(\.talk)
        var random = SeededGenerator(seed: 0x6c61_7373)
        for round in 0..<Self.rounds {
            let talk = damaged(talks[Int.random(in: 0..<talks.count, using: &random)], &random)
            var parser = HTTPConversation()
            var output = ConversationOutput()
            for (number, piece) in talk.pieces.enumerated() {
                say(piece, to: &parser, at: Talk.moment(number), &random, &output)
            }
            parser.close(at: Talk.moment(talk.pieces.count), &output)
            let isSound = isSound(output, talk)
            #expect(isSound, "round \(round)")
            if !isSound { return }
        }
    }

    @Test func trackerSurvives() {
        let talks = HTTPCase.all.map(\.talk)
        var random = SeededGenerator(seed: 0x7472_6163)
        var tracker = ConnectionTracker(maximumConnections: 50)
        var output = TrackerOutput()
        for round in 0..<(Self.rounds / 10) {
            let talk = damaged(talks[Int.random(in: 0..<talks.count, using: &random)], &random)
            let id = ConnectionID(UInt64.random(in: 0..<100, using: &random))
            for piece in talk.pieces { hear(piece, on: id, &tracker, &random, &output) }
            if round % 64 == 0 { tracker.tick(now: .seconds(Double(round)), &output) }
            #expect(tracker.connectionCount <= 50)
            output.removeAll()
        }
        tracker.closeAll(at: Talk.moment(0), &output)
        #expect(tracker.connectionCount == 0)
    }

    private func damaged(_ talk: Talk, _ random: inout SeededGenerator) -> Talk {
        var pieces = talk.pieces
        for _ in 0..<Int.random(in: 1...4, using: &random) where !pieces.isEmpty {
            let number = Int.random(in: 0..<pieces.count, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: pieces.remove(at: number)
            case 1: pieces.insert(pieces[number], at: Int.random(in: 0...pieces.count, using: &random))
            case 2: pieces[number].speaker = pieces[number].speaker.other
            case 3: pieces[number].bytes = noise(&random)
            case 4: pieces[number].bytes += noise(&random)
            case 5: pieces[number].bytes.removeLast(Int.random(in: 0...pieces[number].bytes.count, using: &random))
            case 6: insertDigits(&pieces[number].bytes, &random)
            default:
                let range = 0..<pieces[number].bytes.count
                random.flipBits(Int.random(in: 1...6, using: &random), in: range, of: &pieces[number].bytes)
            }
        }
        return Talk(pieces)
    }

    private func noise(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Lengths become absurd, lines long.
    private func insertDigits(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let digit = UInt8.random(in: 0x30...0x39, using: &random)
        let many = [UInt8](repeating: digit, count: Int.random(in: 1...24, using: &random))
        bytes.insert(contentsOf: many, at: Int.random(in: 0...bytes.count, using: &random))
    }

    private func say(
        _ piece: Talk.Piece, to parser: inout HTTPConversation, at moment: Moment, _ random: inout SeededGenerator,
        _ output: inout ConversationOutput
    ) {
        let bytes = piece.bytes.span.bytes
        let kind = Int.random(in: 0..<16, using: &random)
        let cut = kind < 8 ? Int.random(in: 0...bytes.byteCount, using: &random) : bytes.byteCount
        parser.take(bytes.extracting(first: cut), from: piece.speaker, at: moment, &output)
        let rest = bytes.extracting(cut..<bytes.byteCount)
        switch kind {
        case 0...3: parser.take(rest, from: piece.speaker, at: moment, &output)
        case 4...6:
            let tail = Int.random(in: 0...min(32, rest.byteCount), using: &random)
            parser.skip(rest.byteCount - tail, from: piece.speaker, at: moment, &output)
            parser.take(rest.extracting(last: tail), from: piece.speaker, at: moment, &output)
            parser.settle(piece.speaker, at: moment, &output)
        case 7:
            parser.skip(.max, from: piece.speaker, at: moment, &output)
            parser.resynchronise(at: moment, &output)
        case 8: parser.resynchronise(at: moment, &output)
        default: break
        }
    }

    private func hear(
        _ piece: Talk.Piece, on id: ConnectionID, _ tracker: inout ConnectionTracker,
        _ random: inout SeededGenerator, _ output: inout TrackerOutput
    ) {
        let bytes = piece.bytes.span.bytes
        let head = bytes.extracting(first: Int.random(in: 0...bytes.byteCount, using: &random))
        let tail = bytes.extracting(last: Int.random(in: 0...min(32, bytes.byteCount), using: &random))
        let total = Int.random(in: 0..<50, using: &random) == 0 ? Int.max : bytes.byteCount
        let action: SocketAction =
            switch Int.random(in: 0..<40, using: &random) {
            case 0: .closed
            case 1: .gap
            case 2: .opened(ConnectionEnds(peer: "x"), accepted: Bool.random(using: &random))
            default: piece.speaker == .client ? .read(total: total) : .wrote(total: total)
            }
        tracker.take(action, on: id, head: head, tail: tail, at: Talk.moment(1), &output)
    }

    private func isSound(_ output: ConversationOutput, _ talk: Talk) -> Bool {
        output.exchanges.count <= talk.pieces.reduce(0) { $0 + $1.bytes.count } / 4
            && output.exchanges.allSatisfy { exchange in
                exchange.clientBytes >= 0 && exchange.serverBytes >= 0 && exchange.began.time <= exchange.ended.time
                    && isHarmless(exchange.method) && isHarmless(exchange.target) && isHarmless(exchange.host)
                    && exchange.status.map { (100...999).contains($0) } ?? true
            }
    }

    private func isHarmless(_ text: String) -> Bool {
        text.utf8.count <= 515
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) }
    }
}
