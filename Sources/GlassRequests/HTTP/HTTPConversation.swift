import GlassModel

/// HTTP/1.0 and 1.1 on one connection (RFC 9110, RFC 9112). Two readers find the messages of the two sides; this pairs them.
///
/// A response to a request that was not seen is an exchange as well, with ``unseenMethod`` and no target.
public struct HTTPConversation: Conversation {
    public static var wireProtocol: WireProtocol { .http }
    /// Stands for the method of a request of which only the response was seen.
    public static let unseenMethod = "?"

    var requests: HTTPReader
    var responses: HTTPReader
    var pending = PendingRequests()
    /// The response being read is that of the first pending request.
    var isAnswering = false
    /// The last byte that the server said.
    var serverSpoke = Moment(time: .zero)
    /// Problems that were told of; each kind is told once on a connection.
    private var told: Set<HTTPProblem> = []

    public init() { self.init(rules: RequestRules()) }

    public init(rules: RequestRules) {
        requests = HTTPReader(.client, shown: rules.shownParameters)
        responses = HTTPReader(.server, shown: [])
    }

    public mutating func take(
        _ bytes: RawSpan, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput
    ) {
        guard bytes.byteCount > 0 else { return }
        switch speaker {
        case .client: takeRequests(bytes, at: moment, &output)
        case .server: takeResponses(bytes, at: moment, &output)
        }
    }

    public mutating func skip(
        _ count: Int, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput
    ) {
        guard count > 0 else { return }
        switch speaker {
        case .client: skipRequests(count, at: moment, &output)
        case .server: skipResponses(count, at: moment, &output)
        }
    }

    public mutating func settle(_ speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput) {
        switch speaker {
        case .client where endsThoughCut(requests): endCutRequest(&output)
        case .server where isAnswering && endsThoughCut(responses): endCutResponse(&output)
        default: break
        }
    }

    /// Of a head bytes are missing, but it told the body's length before, and as much has come since.
    private func endsThoughCut(_ reader: HTTPReader) -> Bool {
        guard reader.phase == .cutHead, let length = reader.head.contentLength else { return false }
        return reader.bytesSinceCut >= length
    }

    public mutating func resynchronise(at moment: Moment, _ output: inout ConversationOutput) {
        guard requests.phase != .done else { return }
        output.resynchronisations += 1
        giveUpRequest()
        if pending.isFirstAnswered, let request = pending.removeFirst() {
            output.exchanges.append(request.exchange)
        }
        responses.giveUp()
        if isAnswering { pending.updateFirst { $0.exchange.flags.insert(.approximate) } }
        pending.becomeUncertain()
    }

    public mutating func close(at moment: Moment, _ output: inout ConversationOutput) {
        guard requests.phase != .done else { return }
        finishRequestAtClose(&output)
        if isAnswering { finishResponseAtClose(at: moment, &output) }
        while var request = pending.removeFirst() {
            if !request.isAnswered {
                request.exchange.ended = moment
                request.exchange.flags.insert(request.isUncertain ? .approximate : .cutShort)
            }
            output.exchanges.append(request.exchange)
        }
        requests.stop()
        responses.stop()
    }

    mutating func tell(_ problem: HTTPProblem?, _ output: inout ConversationOutput) {
        output.resynchronisations += 1
        if let problem, told.insert(problem).inserted { output.problems.append(problem.description) }
    }

    /// The connection is something else from here on.
    mutating func handOver(to next: WireProtocol, _ output: inout ConversationOutput) {
        requests.stop()
        responses.stop()
        output.continuesAs = next
    }
}
