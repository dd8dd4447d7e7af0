import GlassModel

/// What was said on a connection before it is known what is spoken there. Bounded.
struct ProtocolDetection: Sendable {
    /// What one call read or wrote.
    struct Piece: Sendable {
        var isRead: Bool
        var head: [UInt8]
        var skipped: Int
        var tail: [UInt8]
        var moment: Moment
    }

    struct Finding {
        var type: any Conversation.Type
        /// What the target is on this connection.
        var target: Speaker
    }

    enum Verdict {
        case undecided
        case speaks(Finding)
        case encrypted(target: Speaker?)
        case unknown
    }

    static let maximumPieces = 16
    static let maximumBytes = 4_096

    private(set) var pieces: [Piece] = []
    /// What the target read from its beginning, without what is behind a gap; and what it wrote.
    private var read: [UInt8] = []
    private var wrote: [UInt8] = []
    private var isReadWhole = true
    private var isWroteWhole = true

    mutating func add(_ piece: Piece) {
        if piece.isRead {
            if isReadWhole { read += piece.head }
            isReadWhole = isReadWhole && piece.skipped == 0
        } else {
            if isWroteWhole { wrote += piece.head }
            isWroteWhole = isWroteWhole && piece.skipped == 0
        }
        pieces.append(piece)
    }

    var isFull: Bool {
        pieces.count >= Self.maximumPieces || read.count + wrote.count >= Self.maximumBytes
    }

    /// - Parameter target: what the target is on the connection, where that is known.
    func verdict(target: Speaker?) -> Verdict {
        if let finding = findingOfBoth(target) { return .speaks(finding) }
        let read = Self.verdict(read.span.bytes, isRead: true, target: target)
        if case .undecided = read {} else if case .unknown = read {} else { return read }
        let wrote = Self.verdict(wrote.span.bytes, isRead: false, target: target)
        if case .unknown = wrote, case .undecided = read { return isReadWhole ? .undecided : .unknown }
        if case .undecided = wrote { return isWroteWhole ? .undecided : .unknown }
        return wrote
    }

    /// What both sides together tell. Where either of them may be the one that asks (a Redis command is an array, and so
    /// is an answer), it is the one that spoke first.
    private func findingOfBoth(_ target: Speaker?) -> Finding? {
        guard !read.isEmpty, !wrote.isEmpty, let first = pieces.first else { return nil }
        let likely: Speaker = first.isRead ? .server : .client
        for candidate in target.map({ [$0] }) ?? [likely, likely.other] {
            for type in Protocols.all {
                let heard = type.recognises(read.span.bytes, from: candidate.other)
                let said = type.recognises(wrote.span.bytes, from: candidate)
                guard heard != .no, said != .no, heard == .yes || said == .yes else { continue }
                return Finding(type: type, target: candidate)
            }
        }
        return nil
    }

    /// What `bytes`, all that the target read (or wrote) so far, tell by themselves. Where they may come from either side,
    /// only what the other side says will tell.
    static func verdict(_ bytes: RawSpan, isRead: Bool, target: Speaker?) -> Verdict {
        guard bytes.byteCount > 0 else { return .undecided }
        var (mayBecomeKnown, isAmbiguous) = (false, false)
        var finding: Finding?
        for candidate: Speaker in target.map({ [$0] }) ?? [.server, .client] {
            let speaker = isRead ? candidate.other : candidate
            for type in Protocols.all {
                switch type.recognises(bytes, from: speaker) {
                case .yes where finding == nil: finding = Finding(type: type, target: candidate)
                case .yes: isAmbiguous = isAmbiguous || finding?.target != candidate
                case .undecided: mayBecomeKnown = true
                case .no: break
                }
            }
        }
        if let finding { return isAmbiguous ? .undecided : .speaks(finding) }
        switch TLSRecord.recognises(bytes) {
        case .yes:
            let speaker = TLSRecord.speaker(of: bytes)
            return .encrypted(target: target ?? speaker.map { isRead ? $0.other : $0 })
        case .undecided: return .undecided
        case .no: return mayBecomeKnown ? .undecided : .unknown
        }
    }
}
