import GlassModel
import GlassRequests

/// What two sides say on a connection, one piece for each call of the target.
struct Talk {
    struct Piece {
        var speaker: Speaker
        var bytes: [UInt8]
    }

    var pieces: [Piece] = []

    init(_ pieces: [Piece]) { self.pieces = pieces }

    /// `("C", "GET …")` is what the client says, `("S", …)` what the server does. Lines end as they stand in the text.
    init(_ lines: [(String, String)]) {
        pieces = lines.map { Piece(speaker: $0.0 == "C" ? .client : .server, bytes: Array($0.1.utf8)) }
    }

    /// Each piece in parts of at most `size` bytes.
    func split(_ size: Int) -> Talk {
        Talk(
            pieces.flatMap { piece in
                stride(from: 0, to: piece.bytes.count, by: size).map { start in
                    Piece(
                        speaker: piece.speaker,
                        bytes: Array(piece.bytes[start..<min(start + size, piece.bytes.count)]))
                }
            })
    }

    /// The piece with this number in two parts.
    func split(piece number: Int, at offset: Int) -> Talk {
        var result = pieces
        let piece = pieces[number]
        result[number].bytes = Array(piece.bytes[..<offset])
        result.insert(Piece(speaker: piece.speaker, bytes: Array(piece.bytes[offset...])), at: number + 1)
        return Talk(result)
    }
}

/// Where a capture cuts what one call read or wrote.
struct CaptureLimits {
    var head = Int.max
    var tail = 0
}

extension Talk {
    /// The moment of the call with this number.
    static func moment(_ number: Int) -> Moment { Moment(time: Nanoseconds(Int64(number) * 1_000)) }

    /// What a parser makes of it that it hears whole, or as far as `limits` let it.
    func heard<Parser: Conversation>(
        by type: Parser.Type, rules: RequestRules = RequestRules(), closes: Bool = true,
        limits: (Int) -> CaptureLimits = { _ in CaptureLimits() }
    ) -> ConversationOutput {
        var parser = Parser(rules: rules)
        var output = ConversationOutput()
        for (number, piece) in pieces.enumerated() {
            let limit = limits(number)
            let bytes = piece.bytes.span.bytes
            let head = min(limit.head, bytes.byteCount)
            let tail = min(limit.tail, bytes.byteCount - head)
            let skipped = bytes.byteCount - head - tail
            parser.take(bytes.extracting(first: head), from: piece.speaker, at: Self.moment(number + 1), &output)
            guard skipped + tail > 0 else { continue }
            parser.skip(skipped, from: piece.speaker, at: Self.moment(number + 1), &output)
            parser.take(bytes.extracting(last: tail), from: piece.speaker, at: Self.moment(number + 1), &output)
            parser.settle(piece.speaker, at: Self.moment(number + 1), &output)
        }
        if closes { parser.close(at: Self.moment(pieces.count + 1), &output) }
        return output
    }
}
