import GlassModel

/// One connection of the target, while it is followed.
struct Connection: Sendable {
    let id: ConnectionID
    var ends: ConnectionEnds
    /// What the target is on it; nil as long as nobody knows.
    var target: Speaker?
    var lastMoment: Moment
    private var conversation: (any Conversation)?
    /// What is spoken is not known yet.
    private var detection: ProtocolDetection?
    /// What is said is only counted; what is spoken may yet turn out, when the other side speaks.
    private var isUnknown = false
    private var isOpaque = false
    private var wasRead: Bool?

    init(id: ConnectionID, ends: ConnectionEnds, accepted: Bool?, at moment: Moment) {
        self.id = id
        self.ends = ends
        target = accepted.map { $0 ? .server : .client }
        lastMoment = moment
    }

    /// What is said of its exchanges.
    struct Label {
        var id: ConnectionID
        var ends: ConnectionEnds
        var isServed: Bool
    }

    var label: Label { Label(id: id, ends: ends, isServed: target != .client) }

    /// `total` bytes were read or written, of which the first and the last were captured.
    mutating func take(
        isRead: Bool, total: Int, head: RawSpan, tail: RawSpan, at moment: Moment, rules: RequestRules,
        _ output: inout ConversationOutput
    ) {
        lastMoment = moment
        let total = max(total, head.byteCount)
        let tail = tail.extracting(last: min(tail.byteCount, total - head.byteCount))
        let skipped = total - head.byteCount - tail.byteCount
        if conversation == nil || (isUnknown && wasRead != isRead) {
            detect(isRead, head, skipped, tail, moment, rules, &output)
        } else {
            feed(isRead, head, skipped, tail, moment, &output)
        }
        wasRead = isRead
        if let next = output.continuesAs { change(to: next, rules, &output) }
    }

    private mutating func feed(
        _ isRead: Bool, _ head: RawSpan, _ skipped: Int, _ tail: RawSpan, _ moment: Moment,
        _ output: inout ConversationOutput
    ) {
        let target = target ?? .server
        let speaker = isRead ? target.other : target
        conversation?.take(head, from: speaker, at: moment, &output)
        guard skipped > 0 || tail.byteCount > 0 else { return }
        conversation?.skip(skipped, from: speaker, at: moment, &output)
        conversation?.take(tail, from: speaker, at: moment, &output)
        conversation?.settle(speaker, at: moment, &output)
    }

    /// The parser handed the connection over.
    private mutating func change(to next: WireProtocol, _ rules: RequestRules, _ output: inout ConversationOutput) {
        output.continuesAs = nil
        conversation = nil
        isOpaque = false
        isUnknown = false
        if let type = Protocols.all.first(where: { $0.wireProtocol == next }) {
            conversation = type.init(rules: rules)
        } else if next != .unknown {
            count(as: next)
        }
    }

    private mutating func count(as spoken: WireProtocol) {
        conversation = OpaqueConversation(spoken)
        isOpaque = true
        isUnknown = spoken == .unknown
    }

    mutating func resynchronise(at moment: Moment, _ output: inout ConversationOutput) {
        if detection != nil { giveUpDetection(&output) }
        conversation?.resynchronise(at: moment, &output)
        wasRead = nil
    }

    mutating func close(at moment: Moment, rules: RequestRules, _ output: inout ConversationOutput) {
        if detection != nil { giveUpDetection(&output) }
        conversation?.close(at: moment, &output)
        conversation = nil
    }

    /// Gives what was counted since it was last asked.
    mutating func report(_ output: inout ConversationOutput) {
        guard isOpaque, var opaque = conversation as? OpaqueConversation else { return }
        opaque.report(&output)
        conversation = opaque
    }
}

// Finding out what is spoken.
extension Connection {
    private mutating func detect(
        _ isRead: Bool, _ head: RawSpan, _ skipped: Int, _ tail: RawSpan, _ moment: Moment, _ rules: RequestRules,
        _ output: inout ConversationOutput
    ) {
        if detection == nil {
            let verdict = ProtocolDetection.verdict(head, isRead: isRead, target: target)
            if settle(verdict, rules, &output) || isUnknown {
                return feed(isRead, head, skipped, tail, moment, &output)
            }
        }
        var detection = detection ?? ProtocolDetection()
        detection.add(
            ProtocolDetection.Piece(
                isRead: isRead, head: head.bytes, skipped: skipped, tail: tail.bytes, moment: moment))
        self.detection = detection
        if settle(detection.verdict(target: target), rules, &output) {
            replay(&output)
        } else if detection.isFull {
            giveUpDetection(&output)
        }
    }

    /// Gives true where there is a conversation now that takes what is said.
    private mutating func settle(
        _ verdict: ProtocolDetection.Verdict, _ rules: RequestRules, _ output: inout ConversationOutput
    ) -> Bool {
        switch verdict {
        case .undecided: return false
        case .speaks(let finding):
            if isUnknown { output.resynchronisations += 1 }
            conversation = finding.type.init(rules: rules)
            target = finding.target
            isOpaque = false
            isUnknown = false
        case .encrypted(let speaker):
            target = target ?? speaker
            count(as: .encrypted)
        case .unknown:
            if isUnknown { return false }
            count(as: .unknown)
        }
        return true
    }

    private mutating func giveUpDetection(_ output: inout ConversationOutput) {
        count(as: .unknown)
        replay(&output)
    }

    private mutating func replay(_ output: inout ConversationOutput) {
        let pieces = detection?.pieces ?? []
        detection = nil
        for piece in pieces {
            feed(
                piece.isRead, piece.head.span.bytes, piece.skipped, piece.tail.span.bytes, piece.moment, &output)
        }
    }
}

extension RawSpan {
    fileprivate var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for offset in 0..<byteCount { bytes.append(octet(offset)) }
        return bytes
    }
}
