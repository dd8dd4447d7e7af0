import Foundation
import GlassModel
import GlassRequests

/// What a client and a server said to each other, as `Tests/Fixtures/requests/capture.py` wrote it down.
struct Transcript {
    struct Piece {
        var speaker: Speaker
        var bytes: [UInt8]
    }

    var pieces: [Piece] = []

    init(_ pieces: [Piece]) { self.pieces = pieces }

    init(named name: String, file: StaticString = #filePath) throws {
        let folder = URL(filePath: "\(file)").deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "../Fixtures/requests/\(name).transcript"))
        var rest = data[...]
        while rest.count >= 5 {
            let speaker: Speaker = rest.removeFirst() == UInt8(ascii: "C") ? .client : .server
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            pieces.append(Piece(speaker: speaker, bytes: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
    }

    /// Of the piece with that number; whatever it is cut into is said at once.
    static func moment(_ index: Int) -> Moment { Moment(time: Nanoseconds(Int64(index))) }

    func play<C: Conversation>(_ type: C.Type, from first: Int = 0) -> ConversationOutput {
        play(type, from: first) { piece, _, take, _ in take(piece.bytes[...]) }
    }

    /// Plays each piece as `cut` takes and skips it.
    func play<C: Conversation>(
        _ type: C.Type, from first: Int = 0,
        cut: (Piece, Int, _ take: (ArraySlice<UInt8>) -> Void, _ skip: (Int) -> Void) -> Void
    ) -> ConversationOutput {
        var conversation = C()
        var output = ConversationOutput()
        for (index, piece) in pieces.enumerated().dropFirst(first) {
            cut(
                piece, index,
                { bytes in
                    conversation.take(bytes.span.bytes, from: piece.speaker, at: Self.moment(index), &output)
                },
                { conversation.skip($0, from: piece.speaker, at: Self.moment(index), &output) })
        }
        conversation.close(at: Self.moment(pieces.count), &output)
        return output
    }

    /// What a capture gives that keeps `head` bytes of each piece, and of longer ones `tail` more from their end.
    func playCaptured<C: Conversation>(_ type: C.Type, head: Int, tail: Int) -> ConversationOutput {
        play(type) { piece, _, take, skip in
            guard piece.bytes.count > head + tail else { return take(piece.bytes[...]) }
            take(piece.bytes.prefix(head))
            skip(piece.bytes.count - head - tail)
            take(piece.bytes.suffix(tail))
        }
    }

    func playByteByByte<C: Conversation>(_ type: C.Type) -> ConversationOutput {
        play(type) { piece, _, take, _ in
            for index in piece.bytes.indices { take(piece.bytes[index...index]) }
        }
    }
}

extension Exchange {
    /// What it is, without its times and sizes.
    var summary: String {
        let rows = rows.map { " rows=\($0)" } ?? ""
        let error = error.map { " \($0)" } ?? ""
        return (target.isEmpty ? method : "\(method): \(target)") + rows + error
    }
}
