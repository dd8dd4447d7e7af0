import GlassModel

/// What helps to go on after bytes were lost.
struct PostgreSQLRecovery: Sendable {
    /// Answers were missed: which statement the next one belongs to is not known, up to the end of the batch.
    var isUncertain = false
    /// The last answer that was seen meanwhile.
    var last: StatementCompletion?
    /// A `ReadyForQuery` was read where one was due: the messages are cut where they should be.
    var isConfirmed = false
    var serverTail = LastBytes()
    var clientTail = LastBytes()

    /// Whether the end of a batch is looked for in the last bytes that came.
    func watches(_ server: PostgreSQLFramer) -> Bool { server.isLost || (!isConfirmed && server.isInsideBody) }
}

extension PostgreSQLConversation {
    /// The client's messages cannot be told apart any more; what it asked for meanwhile is not known.
    mutating func lostClient(isMissing: Bool, _ output: inout ConversationOutput) {
        note(isMissing: isMissing, "the client", &output)
        recovery.clientTail.clear()
        group = MessageGroup()
        prepared.forgetUnnamed()
        if !isCopying { pending.appendGap() }
    }

    mutating func lostServer(isMissing: Bool, _ output: inout ConversationOutput) {
        note(isMissing: isMissing, "the server", &output)
        recovery.isUncertain = true
        answer.rows = 0
    }

    private func note(isMissing: Bool, _ speaker: String, _ output: inout ConversationOutput) {
        output.resynchronisations += 1
        guard !isMissing, recovery.isConfirmed else { return }
        output.problems.append("\(speaker) sent a message whose kind or length PostgreSQL's protocol does not know")
    }

    /// A client that is lost is found again where a batch ends: with `Sync`, `Flush` or `CopyDone`.
    mutating func findSync(_ bytes: RawSpan) {
        recovery.clientTail.append(bytes)
        if recovery.clientTail.ends(in: "S\0\0\0\u{4}") {
            client.align()
            sync()
        } else if recovery.clientTail.ends(in: "H\0\0\0\u{4}") || recovery.clientTail.ends(in: "c\0\0\0\u{4}") {
            client.align()
        }
    }

    /// A server that is lost is found again where a batch ends: with `ReadyForQuery`, mostly after `CommandComplete`.
    mutating func findReady(at moment: Moment, _ output: inout ConversationOutput) {
        guard recovery.serverTail.endsReady else { return }
        if !server.isLost { lostServer(isMissing: false, &output) }
        server.align()
        recovery.isUncertain = true
        if let tag = recovery.serverTail.commandTag {
            complete(StatementCompletion(moment: moment, command: tag.command, rows: tag.rows), &output)
        }
        recovery.serverTail.clear()
        ready(at: moment, &output)
    }

    /// Whether an answer may belong to one of several statements.
    var isAmbiguous: Bool {
        guard recovery.isUncertain else { return false }
        if pending.statementCount > 1 { return true }
        guard case .simple(_, let texts, let answered, _) = pending.first else { return false }
        return texts.count - answered > 1
    }

    /// Ends all that was to be answered by now. The answer that was seen last belongs to the last statement.
    mutating func settle(at moment: Moment, _ output: inout ConversationOutput) {
        var owed: [PendingStatement] = []
        for _ in 0..<pending.countToLastReady {
            guard let next = pending.popFirst() else { break }
            appendStatements(of: next, to: &owed)
        }
        for (index, statement) in owed.enumerated() {
            let isLast = index == owed.count - 1
            let completion = isLast ? recovery.last : nil
            emit(statement, completion ?? StatementCompletion(moment: moment), flagged: .approximate, &output)
        }
        (recovery.isUncertain, recovery.last) = (false, nil)
    }

    private func appendStatements(of answer: PendingAnswer, to owed: inout [PendingStatement]) {
        switch answer {
        case .execute(let statement): owed.append(statement)
        case .simple(let statement, let texts, let answered, failed: false):
            for index in answered..<max(answered, max(1, texts.count)) {
                var named = statement
                name(&named, texts, index)
                owed.append(named)
            }
        default: break
        }
    }
}
