import GlassModel

extension PostgreSQLConversation {
    mutating func takeFromServer(_ bytes: RawSpan, _ moment: Moment, _ output: inout ConversationOutput) {
        if recovery.watches(server) { recovery.serverTail.append(bytes) }
        if server.isLost, PostgreSQLMessageChain(bytes, from: .server).isConvincing { server.align() }
        let wasLost = server.isLost
        if wasLost { answer.add(bytes.byteCount, at: moment, isAwaited: isAwaiting) }
        var offset = 0
        while let found = server.next(bytes, &offset) {
            readServer(found, bytes, moment, &output)
            if isHandedOver { return }
        }
        if !server.isMidMessage { partialServer = nil } else if partialServer == nil { partialServer = moment }
        if server.isLost, !wasLost { lostServer(isMissing: false, &output) }
        if recovery.watches(server) { findReady(at: moment, &output) }
    }

    /// Reads a message whose body lies in `bytes`, or was put together.
    mutating func readServer(
        _ found: PostgreSQLFramer.Found, _ bytes: RawSpan, _ moment: Moment, _ output: inout ConversationOutput
    ) {
        if let range = found.body { return serverMessage(found, bytes.extracting(range), moment, &output) }
        let body = server.takeBody()
        serverMessage(found, body.span.bytes, moment, &output)
        server.giveBack(body)
    }

    private mutating func serverMessage(
        _ found: PostgreSQLFramer.Found, _ body: RawSpan, _ moment: Moment, _ output: inout ConversationOutput
    ) {
        let began = found.startedBefore ? partialServer ?? moment : moment
        partialServer = nil
        let message = found.message
        if message.byteCount == 1 { return negotiated(message.tag, &output) }
        noteAnswer(message, began)
        switch message.tag {
        case UInt8(ascii: "D"): answer.rows &+= 1
        case UInt8(ascii: "1"): parsed()
        case UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "n"), UInt8(ascii: "T"), UInt8(ascii: "t"):
            if pending.statementCount == 0 { group.isAnswered = true }
        case UInt8(ascii: "C"):
            let tag = CommandTag(body)
            complete(StatementCompletion(moment: moment, command: tag.command, rows: tag.rows), &output)
        case UInt8(ascii: "I"): complete(StatementCompletion(moment: moment), &output)
        case UInt8(ascii: "s"): complete(StatementCompletion(moment: moment, rows: suspendedRows), &output)
        case UInt8(ascii: "E"):
            let state = CommandTag.state(ofError: body)
            fail(StatementCompletion(moment: moment, isError: true, error: state), &output)
        case UInt8(ascii: "G"): isCopying = true
        case UInt8(ascii: "Z"): ready(at: moment, &output)
        default: break
        }
    }

    /// The byte that answers a request for encryption: `S` for TLS, `G` for GSSAPI, `N` for none.
    private mutating func negotiated(_ byte: UInt8, _ output: inout ConversationOutput) {
        guard byte == UInt8(ascii: "S") || byte == UInt8(ascii: "G") else { return }
        output.continuesAs = .encrypted
        isHandedOver = true
    }

    /// Counts a message to the answer of the next statement, unless it answers nothing: a notice, a notification, a
    /// parameter's new value, the end of a batch.
    private mutating func noteAnswer(_ message: PostgreSQLMessage, _ began: Moment) {
        switch message.tag {
        case UInt8(ascii: "N"), UInt8(ascii: "A"), UInt8(ascii: "S"), UInt8(ascii: "K"), UInt8(ascii: "R"),
            UInt8(ascii: "Z"):
            break
        default: answer.add(message.byteCount, at: began, isAwaited: isAwaiting)
        }
    }

    private var suspendedRows: Int64? { recovery.isUncertain ? nil : answer.rows }

    private mutating func parsed() {
        if case .parse = pending.first { pending.popFirst() }
        if pending.statementCount == 0 { (answer, group.isAnswered) = (PartialAnswer(), true) }
    }

    /// A statement is done.
    mutating func complete(_ completion: StatementCompletion, _ output: inout ConversationOutput) {
        if isAmbiguous { return recovery.last = completion }
        while case .parse = pending.first { pending.popFirst() }
        switch pending.first {
        case .execute(let statement):
            pending.popFirst()
            emit(statement, completion, &output)
        case .simple(let statement, let texts, let answered, let failed):
            completeSimple(statement, texts, answered, failed: failed, completion, &output)
        case .gap:
            emitUnseen(completion, &output)
        case .parse, .sync, nil: answer = PartialAnswer()
        }
        isCopying = false
    }

    private mutating func completeSimple(
        _ statement: PendingStatement, _ texts: [NormalisedStatement], _ answered: Int, failed: Bool,
        _ completion: StatementCompletion, _ output: inout ConversationOutput
    ) {
        var (done, next) = (statement, statement)
        name(&done, texts, answered)
        emit(done, completion, &output)
        (next.began, next.asked, next.clientBytes) = (completion.moment, completion.moment, 0)
        pending.replaceFirst(.simple(next, texts, answered: answered + 1, failed: failed || completion.isError))
    }

    /// Gives a statement of a text its name.
    func name(_ statement: inout PendingStatement, _ texts: [NormalisedStatement], _ answered: Int) {
        if answered < texts.count {
            (statement.method, statement.target) = (texts[answered].method, texts[answered].text)
        } else if texts.isEmpty {
            (statement.method, statement.target) = (NormalisedStatement.empty.method, NormalisedStatement.empty.text)
        } else {
            statement.target = PreparedStatements.unseenText
            statement.flags.insert(.approximate)
        }
    }

    private mutating func emitUnseen(_ completion: StatementCompletion, _ output: inout ConversationOutput) {
        let began = answer.began ?? completion.moment
        let statement = PendingStatement(
            method: nil, target: PreparedStatements.unseenText, began: began, asked: began, clientBytes: 0,
            flags: .approximate)
        emit(statement, completion, &output)
    }

    /// A statement failed: the server skips what was sent with it, up to the next `Sync`.
    private mutating func fail(_ completion: StatementCompletion, _ output: inout ConversationOutput) {
        if isAmbiguous { return recovery.last = completion }
        switch pending.first {
        case .simple, .gap: complete(completion, &output)
        default: failGroup(completion, &output)
        }
    }

    private mutating func failGroup(_ completion: StatementCompletion, _ output: inout ConversationOutput) {
        var parsed: PendingStatement?
        var executed: PendingStatement?
        var isFirst = true
        group: while let next = pending.first {
            switch next {
            case .parse(let statement): if isFirst { parsed = statement }
            case .execute(let statement):
                executed = executed ?? statement
            case .simple, .sync, .gap: break group
            }
            pending.popFirst()
            isFirst = false
        }
        if pending.isEmpty, group.isOpen { group.hasFailed = true }
        if let parsed, executed?.serial != parsed.serial {
            emit(parsed, completion, &output)
        } else if let executed {
            emit(executed, completion, &output)
        }
        answer = PartialAnswer()
    }

    /// All up to a `Sync`, or of one text, is done.
    mutating func ready(at moment: Moment, _ output: inout ConversationOutput) {
        recovery.isConfirmed = true
        if isStartingUp {
            isStartingUp = false
        } else if recovery.isUncertain {
            settle(at: moment, &output)
        } else {
            for _ in 0..<pending.countToFirstReady { popReady(at: moment, &output) }
        }
        // Messages that were lost before this, and nothing after them: they were answered.
        if pending.count == 1, case .gap = pending.first { pending.popFirst() }
        answer = PartialAnswer()
        isCopying = false
    }

    private mutating func popReady(at moment: Moment, _ output: inout ConversationOutput) {
        guard let answered = pending.popFirst() else { return }
        if case .simple(var statement, let texts, answered: 0, failed: false) = answered {
            name(&statement, texts, 0)
            emit(statement, StatementCompletion(moment: moment), &output)
        }
    }

    mutating func emit(
        _ statement: PendingStatement, _ completion: StatementCompletion, flagged flags: RequestFlags = [],
        _ output: inout ConversationOutput
    ) {
        var exchange = Exchange(
            wireProtocol: .postgreSQL, method: statement.method ?? completion.command ?? "EXECUTE",
            target: statement.target, began: statement.began)
        exchange.asked = statement.asked
        exchange.answered = answer.began
        exchange.ended = completion.moment
        exchange.rows = completion.rows
        exchange.error = completion.error
        exchange.clientBytes = statement.clientBytes
        exchange.serverBytes = answer.byteCount
        exchange.flags = statement.flags.union(flags)
        if completion.isError { exchange.flags.insert(.failed) }
        output.exchanges.append(exchange)
        answer = PartialAnswer()
    }
}
