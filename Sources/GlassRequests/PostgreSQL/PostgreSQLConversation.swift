import GlassModel

/// PostgreSQL's protocol 3.0 as it is spoken on one connection (PostgreSQL's manual, chapter 55 "Frontend/Backend
/// Protocol").
///
/// Each statement that is executed is an ``Exchange``. It begins with the first message that the client sends for it
/// (`Query`; `Parse`, `Bind` or `Execute`), and ends with the one that says that it is done (`CommandComplete`,
/// `ErrorResponse`, `EmptyQueryResponse`, `PortalSuspended`): servers send `ReadyForQuery` in one piece with the last of
/// these. Of several statements in one text, each begins where the one before ended, so that together they last as long
/// as the client waits. A statement that is only prepared is none, unless preparing it fails; where the client waits for
/// the answer to `Parse` before it goes on, that time is not the statement's.
public struct PostgreSQLConversation: Conversation {
    public static let wireProtocol = WireProtocol.postgreSQL

    var client = PostgreSQLFramer(.client)
    var server = PostgreSQLFramer(.server)
    var pending = PendingAnswers()
    var prepared = PreparedStatements()
    var cache = StatementCache()
    /// What was sent since the last statement was executed and belongs to the next.
    var group = MessageGroup()
    var answer = PartialAnswer()
    var recovery = PostgreSQLRecovery()
    /// From the packet that opens the session to the first `ReadyForQuery`, which answers nothing.
    var isStartingUp = false
    /// The client sends rows: what is lost of them is no loss.
    var isCopying = false
    /// The rest is not PostgreSQL's protocol.
    var isHandedOver = false
    /// When the first byte of the message came that is read on either side.
    var partialClient: Moment?
    var partialServer: Moment?

    public init() {}

    /// Whether what the server says belongs to a statement.
    var isAwaiting: Bool {
        if case .parse = pending.first { return true }
        return pending.statementCount > 0
    }

    public mutating func take(
        _ bytes: RawSpan, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput
    ) {
        guard !isHandedOver, bytes.byteCount > 0 else { return }
        switch speaker {
        case .client: takeFromClient(bytes, moment, &output)
        case .server: takeFromServer(bytes, moment, &output)
        }
    }

    public mutating func skip(
        _ count: Int, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput
    ) {
        guard !isHandedOver, count > 0 else { return }
        switch speaker {
        case .client:
            recovery.clientTail.clear()
            let wasLost = client.isLost
            if let found = client.skip(count) { readClient(found, RawSpan(), moment, &output) }
            if client.isLost, !wasLost { lostClient(isMissing: true, &output) }
        case .server:
            let wasLost = server.isLost
            recovery.serverTail.clear()
            if wasLost { answer.add(count, at: moment, isAwaited: isAwaiting) }
            if let found = server.skip(count) { readServer(found, RawSpan(), moment, &output) }
            if server.isLost, !wasLost { lostServer(isMissing: true, &output) }
        }
    }

    public mutating func resynchronise(at moment: Moment, _ output: inout ConversationOutput) {
        guard !isHandedOver else { return }
        output.resynchronisations += 1
        client.lose()
        server.lose()
        pending.removeAll()
        prepared.forgetUnnamed()
        (group, answer, recovery) = (MessageGroup(), PartialAnswer(), PostgreSQLRecovery())
        (isStartingUp, isCopying) = (false, false)
        (partialClient, partialServer) = (nil, nil)
    }

    public mutating func close(at moment: Moment, _ output: inout ConversationOutput) {
        for answer in pending.waiting {
            switch answer {
            case .execute(let statement): emit(statement, cutShortAt: moment, &output)
            case .simple(var statement, let texts, let answered, failed: false) where answered < max(1, texts.count):
                name(&statement, texts, answered)
                emit(statement, cutShortAt: moment, &output)
            default: break
            }
        }
        pending.removeAll()
        isHandedOver = true
    }

    private mutating func emit(
        _ statement: PendingStatement, cutShortAt moment: Moment, _ output: inout ConversationOutput
    ) {
        let flags: RequestFlags = recovery.isUncertain ? [.cutShort, .approximate] : .cutShort
        emit(statement, StatementCompletion(moment: moment), flagged: flags, &output)
    }
}

/// What a client sends before it executes a statement.
struct MessageGroup: Sendable {
    var began: Moment?
    var byteCount: Int64 = 0
    /// Messages were sent that a `Sync` will end.
    var isOpen = false
    /// The server skips all up to the next `Sync`, because of an error.
    var hasFailed = false

    /// The server has answered what was sent so far: the client waited, and what it sends now is something new.
    var isAnswered = false

    mutating func add(_ byteCount: Int, at moment: Moment) {
        if isAnswered { clear() }
        if began == nil { began = moment }
        self.byteCount &+= Int64(byteCount)
        isOpen = true
    }

    mutating func clear() { (began, byteCount, isAnswered) = (nil, 0, false) }
}

/// What the server has said since the last statement ended.
struct PartialAnswer: Sendable {
    var began: Moment?
    var byteCount: Int64 = 0
    var rows: Int64 = 0

    mutating func add(_ byteCount: Int, at moment: Moment, isAwaited: Bool) {
        guard isAwaited else { return }
        if began == nil { began = moment }
        self.byteCount &+= Int64(byteCount)
    }
}

/// How a statement ended.
struct StatementCompletion: Sendable {
    var moment: Moment
    var command: String?
    var rows: Int64?
    var isError = false
    var error: String?
}
