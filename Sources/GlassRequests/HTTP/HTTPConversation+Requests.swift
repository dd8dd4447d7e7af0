import GlassModel

// What the client says.
extension HTTPConversation {
    mutating func takeRequests(_ bytes: RawSpan, at moment: Moment, _ output: inout ConversationOutput) {
        if isBodyOver(bytes) { endCutRequest(&output) }
        var offset = 0
        while true {
            switch requests.advance(bytes, &offset, at: moment) {
            case .needsMore:
                if isMidRequest { pending.updateOpen { $0.exchange.asked = moment } }
                return
            case .startLine(let isUnexpected): beginRequest(isUnexpected: isUnexpected, &output)
            case .head: endRequestHead(at: moment, &output)
            case .ended: endRequest(at: moment, &output)
            case .lost(let problem): loseRequest(problem, &output)
            case .headCut: break
            }
        }
    }

    mutating func skipRequests(_ count: Int, at moment: Moment, _ output: inout ConversationOutput) {
        switch requests.skip(count) {
        case .startLine(let isUnexpected):
            beginRequest(isUnexpected: isUnexpected, &output)
            cutRequestHead()
        case .headCut: cutRequestHead()
        case .ended:
            endRequest(at: moment, &output)
            if requests.phase == .lost { tell(nil, &output) }
        case .lost(let problem): loseRequest(problem, &output)
        case .needsMore, .head: break
        }
        if isMidRequest { pending.updateOpen { $0.exchange.asked = moment } }
    }

    private mutating func cutRequestHead() {
        let host = requests.head.host
        pending.updateOpen { last in
            last.exchange.host = host
            last.exchange.flags.insert(.approximate)
        }
    }

    private var isMidRequest: Bool {
        switch requests.phase {
        case .start, .lost, .done: false
        default: true
        }
    }

    /// The request being read has its response, and what comes now is the next. A client that asked whether it may send
    /// the body, and was told that it may not, goes on like that; and where bytes were lost, its length may be mistaken.
    private func isBodyOver(_ bytes: RawSpan) -> Bool {
        guard pending.isFirstAnswered, requests.phase != .head else { return false }
        if case .length(requests.head.contentLength) = requests.phase, requests.head.marks.contains(.expectsContinue) {
            return HTTPRequestLine.mayBegin(bytes)
        }
        return pending.isFirstApproximate && HTTPRequestLine.beginsWithKnownMethod(bytes)
    }

    private mutating func beginRequest(isUnexpected: Bool, _ output: inout ConversationOutput) {
        if isUnexpected { completeLast(bytes: requests.bytesBefore, &output) }
        endWhatIsUncertain(&output)
        var exchange = Exchange(
            wireProtocol: .http, method: requests.head.method, target: requests.head.target,
            host: requests.head.host, began: requests.messageBegan)
        if !pending.isEmpty || pending.beyond > 0 { exchange.flags.insert(.pipelined) }
        let request = PendingRequest(exchange: exchange, isUncertain: isUnexpected && !pending.isEmpty)
        if !pending.append(request) && pending.beyond == 1 {
            tell(.tooManyUnanswered(PendingRequests.limit), &output)
        }
    }

    /// Where something is only inferred, a new request tells that the exchange before it is over.
    private mutating func endWhatIsUncertain(_ output: inout ConversationOutput) {
        if isAnswering {
            guard pending.isFirstApproximate, isResponseEndUnknown else { return }
            endCutResponse(&output)
        }
        while pending.isFirstUncertain, let request = pending.removeFirst() {
            var exchange = request.exchange
            exchange.flags.insert(.approximate)
            exchange.ended = exchange.asked
            output.exchanges.append(exchange)
        }
    }

    private mutating func endRequestHead(at moment: Moment, _ output: inout ConversationOutput) {
        let head = requests.head
        pending.updateOpen { $0.exchange.host = head.host }
        if head.marks.contains(.badLength) && !head.marks.contains(.chunked) {
            endRequest(at: moment, &output)
            requests.giveUp()
            return tell(.badLength, &output)
        }
        if requests.expect(Self.requestBody(head)) == .ended { endRequest(at: moment, &output) }
    }

    /// RFC 9112, 6.3.
    private static func requestBody(_ head: HTTPHead) -> HTTPReader.Phase {
        if head.marks.contains(.chunked) { return .chunkSize }
        if head.marks.contains(.otherTransferCoding) { return .untilClose }
        return .length(head.contentLength ?? 0)
    }

    private mutating func endRequest(at moment: Moment, _ output: inout ConversationOutput) {
        pending.updateOpen { $0.exchange.asked = moment }
        completeLast(bytes: requests.messageBytes, &output)
    }

    /// The request being read is over, as far as can be told.
    mutating func endCutRequest(_ output: inout ConversationOutput) {
        completeLast(bytes: requests.bytesSoFar, &output)
        requests.giveUp()
    }

    private mutating func completeLast(bytes: Int, _ output: inout ConversationOutput) {
        var isAnswered = false
        pending.updateOpen { last in
            last.isComplete = true
            last.exchange.clientBytes = Int64(bytes)
            isAnswered = last.isAnswered
        }
        if isAnswered, let request = pending.removeFirst() { output.exchanges.append(request.exchange) }
    }

    /// The end of the request being read will not be seen. It still waits for its response.
    mutating func giveUpRequest() {
        let bytes = requests.bytesSoFar
        let isWhole = requests.phase == .start
        pending.updateOpen { last in
            last.isComplete = true
            last.exchange.clientBytes = Int64(bytes)
            if !isWhole { last.exchange.flags.insert(.approximate) }
        }
        requests.giveUp()
    }

    private mutating func loseRequest(_ problem: HTTPProblem?, _ output: inout ConversationOutput) {
        guard problem != nil || requests.phase == .lost else { return }
        tell(problem, &output)
        pending.updateOpen { last in
            last.exchange.flags.insert(.approximate)
        }
    }

    mutating func finishRequestAtClose(_ output: inout ConversationOutput) {
        let bytes = requests.bytesSoFar
        let isMid = isMidRequest
        let host = requests.head.host
        pending.updateOpen { last in
            guard isMid else { return }
            last.exchange.clientBytes = Int64(bytes)
            last.exchange.host = host
        }
    }
}
