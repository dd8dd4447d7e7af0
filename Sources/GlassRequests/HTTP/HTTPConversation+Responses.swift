import GlassModel

// What the server says.
extension HTTPConversation {
    mutating func takeResponses(_ bytes: RawSpan, at moment: Moment, _ output: inout ConversationOutput) {
        if isNewResponse(bytes) { responses.giveUp() }
        var offset = 0
        while true {
            let event = responses.advance(bytes, &offset, at: moment)
            // The end of what is unexpected over lies before this moment.
            if case .startLine(isUnexpected: true) = event { endUnfinishedResponse(&output) }
            if responses.phase != .lost { serverSpoke = moment }
            switch event {
            case .needsMore:
                noteWhatWasMissed()
                return
            case .startLine, .headCut: break
            case .head: endResponseHead(at: moment, &output)
            case .ended: endResponse(at: moment, &output)
            case .lost(let problem): loseResponse(problem, &output)
            }
        }
    }

    mutating func skipResponses(_ count: Int, at moment: Moment, _ output: inout ConversationOutput) {
        let event = responses.skip(count)
        serverSpoke = moment
        switch event {
        case .startLine, .headCut: cutResponseHead(&output)
        case .ended:
            endResponse(at: moment, &output)
            if responses.phase == .lost { loseResponse(nil, &output) }
        case .lost(let problem): loseResponse(problem, &output)
        case .needsMore, .head: noteWhatWasMissed()
        }
    }

    /// The server said something, and nobody knows to which request.
    private mutating func noteWhatWasMissed() {
        if responses.phase == .lost && !isAnswering { pending.becomeUncertain() }
    }

    /// Whether the end of the response being read can only be inferred.
    var isResponseEndUnknown: Bool {
        switch responses.phase {
        case .cutHead, .cutChunks, .lost, .untilClose, .length: true
        default: false
        }
    }

    /// Where the end of a response is only inferred, a status line at the beginning of a call is that of the next.
    private func isNewResponse(_ bytes: RawSpan) -> Bool {
        guard isAnswering, pending.isFirstApproximate || pending.count > 1,
            isResponseEndUnknown, bytes.starts(with: "HTTP/1.")
        else { return false }
        if case .length = responses.phase, !pending.isFirstApproximate { return false }
        return true
    }

    private mutating func endUnfinishedResponse(_ output: inout ConversationOutput) {
        if isAnswering {
            finishFirst(bytes: responses.bytesBefore, at: serverSpoke, isInferred: true, &output)
        }
    }

    private mutating func endResponseHead(at moment: Moment, _ output: inout ConversationOutput) {
        if isInterim {
            let bytes = responses.messageBytes
            pending.updateFirst { $0.exchange.serverBytes = $0.exchange.serverBytes.adding(Int64(bytes)) }
            responses.phase = .start
            return
        }
        if !isAnswering { beginAnswer(&output) }
        if isHandOver { return handOverAfterResponse(at: moment, &output) }
        if responses.head.marks.contains(.eventStream) {
            pending.updateFirst { $0.exchange.flags.insert(.streaming) }
        }
        if responses.expect(responseBody) == .ended { endResponse(at: moment, &output) }
    }

    /// The response being read is that of the first request that waits, or of one that was not seen.
    private mutating func beginAnswer(_ output: inout ConversationOutput) {
        endAnsweredTwice(&output)
        if pending.isEmpty { insertUnseenRequest() }
        let began = responses.messageBegan
        let status = responses.head.status
        let isCut = requests.phase == .cutHead && pending.count == 1
        pending.updateFirst { first in
            first.exchange.answered = began
            first.exchange.status = status
            if first.isUncertain { first.exchange.flags.insert(.approximate) }
            if let status, status >= 500 { first.exchange.flags.insert(.failed) }
        }
        // Servers answer when they have read the head, mostly the body too: the rest of a cut head is not waited for.
        if isCut { giveUpRequest() }
        isAnswering = true
    }

    /// The first request has its response, and here is another: the end of that request is not waited for.
    private mutating func endAnsweredTwice(_ output: inout ConversationOutput) {
        guard pending.isFirstAnswered, var request = pending.removeFirst() else { return }
        request.exchange.clientBytes = Int64(requests.bytesSoFar)
        request.exchange.flags.insert(.approximate)
        output.exchanges.append(request.exchange)
    }

    private mutating func insertUnseenRequest() {
        var exchange = Exchange(
            wireProtocol: .http, method: Self.unseenMethod, target: "", began: responses.messageBegan)
        exchange.flags.insert(.approximate)
        pending.insertFirst(PendingRequest(exchange: exchange, isComplete: true))
    }

    /// Another response to the same request follows.
    private var isInterim: Bool {
        responses.head.status.map { (100..<200).contains($0) && $0 != 101 } ?? false
    }

    private mutating func cutResponseHead(_ output: inout ConversationOutput) {
        if isInterim && !isAnswering {
            responses.giveUp()
            return noteWhatWasMissed()
        }
        if !isAnswering { beginAnswer(&output) }
        let isEventStream = responses.head.marks.contains(.eventStream)
        pending.updateFirst {
            $0.exchange.flags.insert(.approximate)
            if isEventStream { $0.exchange.flags.insert(.streaming) }
        }
    }

    /// RFC 9112, 6.3.
    private var responseBody: HTTPReader.Phase {
        let head = responses.head
        if pending.isFirst("HEAD") || head.status == 204 || head.status == 304 { return .length(0) }
        if head.marks.contains(.chunked) { return .chunkSize }
        if head.marks.contains(.otherTransferCoding) || head.marks.contains(.badLength) { return .untilClose }
        return head.contentLength.map { .length($0) } ?? .untilClose
    }

    private var isHandOver: Bool {
        guard let status = responses.head.status else { return false }
        return status == 101 || ((200..<300).contains(status) && pending.isFirst("CONNECT"))
    }

    private mutating func handOverAfterResponse(at moment: Moment, _ output: inout ConversationOutput) {
        let marks = responses.head.marks.union(requests.head.marks)
        let isWebSocket = responses.head.status == 101 && marks.contains(.webSocket)
        giveUpRequest()
        pending.updateFirst { first in
            first.exchange.flags.insert(.upgraded)
            first.isComplete = true
        }
        finishFirst(bytes: responses.messageBytes, at: moment, isInferred: false, &output)
        close(at: moment, &output)
        handOver(to: isWebSocket ? .webSocket : .unknown, &output)
    }

    private mutating func endResponse(at moment: Moment, _ output: inout ConversationOutput) {
        if !isAnswering { beginAnswer(&output) }
        finishFirst(bytes: responses.messageBytes, at: moment, isInferred: false, &output)
    }

    /// The response is over, as far as can be told.
    mutating func endCutResponse(_ output: inout ConversationOutput) {
        let bytes = responses.bytesSoFar
        responses.giveUp()
        finishFirst(bytes: bytes, at: serverSpoke, isInferred: true, &output)
    }

    private mutating func finishFirst(
        bytes: Int, at moment: Moment, isInferred: Bool, _ output: inout ConversationOutput
    ) {
        isAnswering = false
        if requests.phase == .cutChunks && pending.count == 1 { giveUpRequest() }
        var isComplete = false
        pending.updateFirst { first in
            first.exchange.serverBytes = first.exchange.serverBytes.adding(Int64(bytes))
            first.exchange.ended = moment
            if isInferred { first.exchange.flags.insert(.approximate) }
            first.isAnswered = true
            isComplete = first.isComplete
        }
        if isComplete, let request = pending.removeFirst() { output.exchanges.append(request.exchange) }
    }

    private mutating func loseResponse(_ problem: HTTPProblem?, _ output: inout ConversationOutput) {
        guard problem != nil || responses.phase == .lost else { return }
        tell(problem, &output)
        if isAnswering { pending.updateFirst { $0.exchange.flags.insert(.approximate) } }
        if responses.phase == .lost { pending.becomeUncertain() }
    }

    mutating func finishResponseAtClose(at moment: Moment, _ output: inout ConversationOutput) {
        let bytes = responses.bytesSoFar
        switch responses.phase {
        case .untilClose: finishFirst(bytes: bytes, at: serverSpoke, isInferred: false, &output)
        case .cutHead, .cutChunks, .lost: finishFirst(bytes: bytes, at: serverSpoke, isInferred: true, &output)
        default:
            pending.updateFirst { $0.exchange.flags.insert(.cutShort) }
            finishFirst(bytes: bytes, at: moment, isInferred: false, &output)
        }
    }
}
