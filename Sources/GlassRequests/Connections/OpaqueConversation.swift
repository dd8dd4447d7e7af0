import GlassModel

/// A connection whose protocol glass cannot read: encrypted, a WebSocket, or unknown. It gives exchanges that say how
/// many bytes went each way, and when.
struct OpaqueConversation: Conversation {
    static var wireProtocol: WireProtocol { .unknown }

    let spoken: WireProtocol
    private var exchange: Exchange?

    init() { self.init(.unknown) }
    init(_ spoken: WireProtocol) { self.spoken = spoken }

    static func recognises(_ bytes: RawSpan, from speaker: Speaker) -> Recognition { .no }

    mutating func take(_ bytes: RawSpan, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput) {
        count(bytes.byteCount, from: speaker, at: moment)
    }

    mutating func skip(_ count: Int, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput) {
        self.count(count, from: speaker, at: moment)
    }

    private mutating func count(_ bytes: Int, from speaker: Speaker, at moment: Moment) {
        guard bytes > 0 else { return }
        var flow = exchange ?? Exchange(wireProtocol: spoken, method: "", target: "", began: moment)
        switch speaker {
        case .client:
            flow.clientBytes = flow.clientBytes.adding(Int64(bytes))
            flow.asked = moment
        case .server:
            flow.serverBytes = flow.serverBytes.adding(Int64(bytes))
            if flow.answered == nil { flow.answered = moment }
        }
        flow.ended = moment
        exchange = flow
    }

    mutating func resynchronise(at moment: Moment, _ output: inout ConversationOutput) {
        exchange?.flags.insert(.approximate)
    }

    mutating func close(at moment: Moment, _ output: inout ConversationOutput) { report(&output) }

    /// Gives what was said since it was last asked.
    mutating func report(_ output: inout ConversationOutput) {
        if let exchange { output.exchanges.append(exchange) }
        exchange = nil
    }
}
