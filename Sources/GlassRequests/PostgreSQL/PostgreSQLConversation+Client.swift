import GlassModel

extension PostgreSQLConversation {
    mutating func takeFromClient(_ bytes: RawSpan, _ moment: Moment, _ output: inout ConversationOutput) {
        if client.isLost, PostgreSQLMessageChain(bytes, from: .client).isConvincing { client.align() }
        let wasLost = client.isLost
        var offset = 0
        while let found = client.next(bytes, &offset) {
            readClient(found, bytes, moment, &output)
        }
        if !client.isMidMessage { partialClient = nil } else if partialClient == nil { partialClient = moment }
        if client.isLost {
            if !wasLost { lostClient(isMissing: false, &output) }
            findSync(bytes)
        }
    }

    /// Reads a message whose body lies in `bytes`, or was put together.
    mutating func readClient(
        _ found: PostgreSQLFramer.Found, _ bytes: RawSpan, _ moment: Moment, _ output: inout ConversationOutput
    ) {
        if let range = found.body { return clientMessage(found, bytes.extracting(range), moment, &output) }
        let body = client.takeBody()
        clientMessage(found, body.span.bytes, moment, &output)
        client.giveBack(body)
    }

    private mutating func clientMessage(
        _ found: PostgreSQLFramer.Found, _ body: RawSpan, _ moment: Moment, _ output: inout ConversationOutput
    ) {
        let began = found.startedBefore ? partialClient ?? moment : moment
        partialClient = nil
        let message = found.message
        switch message.tag {
        case 0: startupPacket(body)
        case UInt8(ascii: "Q"): simpleQuery(message, body, began, moment)
        case UInt8(ascii: "F"):
            let call = NormalisedStatement(method: "CALL", text: "[function call]")
            ask([call], message.byteCount, began, moment)
        case UInt8(ascii: "S"): sync()
        case UInt8(ascii: "P"), UInt8(ascii: "B"), UInt8(ascii: "D"), UInt8(ascii: "E"), UInt8(ascii: "C"),
            UInt8(ascii: "H"):
            group.add(message.byteCount, at: began)
            if !group.hasFailed { extendedQuery(message, body, moment) }
        default: break
        }
    }

    /// The codes of packets without a kind (PostgreSQL's manual, 55.7).
    private mutating func startupPacket(_ body: RawSpan) {
        guard body.byteCount >= 4 else { return }
        switch body.bigEndian32(at: 0) {
        case StartupCode.encryptionTLS, StartupCode.encryptionGSS: server.expectsNegotiation = true
        case StartupCode.cancel: break
        case let code where StartupCode.isSession(code):
            client.acceptsStartup = false
            isStartingUp = true
        default: client.lose()
        }
    }

    private mutating func simpleQuery(
        _ message: PostgreSQLMessage, _ body: RawSpan, _ began: Moment, _ moment: Moment
    ) {
        let end = body.textEnd(from: 0)
        let isTruncated = !message.isWhole && end == body.byteCount
        let statements = cache.statements(in: body.extracting(0..<end), isTruncated: isTruncated)
        ask(statements, message.byteCount, began, moment)
    }

    private mutating func ask(
        _ statements: [NormalisedStatement], _ byteCount: Int, _ began: Moment, _ moment: Moment
    ) {
        group = MessageGroup()
        let statement = PendingStatement(
            method: nil, target: "", began: began, asked: moment, clientBytes: Int64(byteCount), flags: askedFlags)
        pending.append(.simple(statement, statements, answered: 0, failed: false))
    }

    mutating func sync() {
        group = MessageGroup()
        pending.append(.sync)
    }

    private mutating func extendedQuery(_ message: PostgreSQLMessage, _ body: RawSpan, _ moment: Moment) {
        switch message.tag {
        case UInt8(ascii: "P"): parse(message, body, moment)
        case UInt8(ascii: "B"):
            let portalEnd = body.textEnd(from: 0)
            let nameEnd = body.textEnd(from: portalEnd + 1)
            guard nameEnd < body.byteCount else { return }
            prepared.bind(portal: body.extracting(0..<portalEnd), to: body.extracting(portalEnd + 1..<nameEnd))
        case UInt8(ascii: "E"): execute(body, moment)
        case UInt8(ascii: "C"):
            guard let kind = body.octet(ifAt: 0) else { return }
            let name = body.extracting(1..<body.textEnd(from: 1))
            if kind == UInt8(ascii: "S") { prepared.close(statement: name) } else { prepared.close(portal: name) }
        default: break
        }
    }

    private mutating func parse(_ message: PostgreSQLMessage, _ body: RawSpan, _ moment: Moment) {
        let nameEnd = body.textEnd(from: 0)
        guard nameEnd < body.byteCount else { return }
        let textEnd = body.textEnd(from: nameEnd + 1)
        let isTruncated = !message.isWhole && textEnd == body.byteCount
        let statements = cache.statements(in: body.extracting(nameEnd + 1..<textEnd), isTruncated: isTruncated)
        let statement = statements.first ?? .empty
        let known = prepared.prepare(body.extracting(0..<nameEnd), statement)
        pending.append(.parse(pendingStatement(known, moment)))
    }

    private mutating func execute(_ body: RawSpan, _ moment: Moment) {
        let known = prepared.statement(ofPortal: body.extracting(0..<body.textEnd(from: 0)))
        var statement = pendingStatement(known, moment)
        if known.method == nil { statement.flags.insert(.approximate) }
        pending.append(.execute(statement))
        group.clear()
    }

    private func pendingStatement(_ known: PreparedStatements.Prepared, _ moment: Moment) -> PendingStatement {
        PendingStatement(
            method: known.method, target: known.target, began: group.began ?? moment, asked: moment,
            clientBytes: group.byteCount, flags: askedFlags, serial: known.serial)
    }

    private var askedFlags: RequestFlags { pending.statementCount > 0 ? .pipelined : [] }
}

/// What a packet without a kind asks for.
enum StartupCode {
    static let cancel: UInt32 = 80_877_102
    static let encryptionTLS: UInt32 = 80_877_103
    static let encryptionGSS: UInt32 = 80_877_104
    static let others = [cancel, encryptionTLS, encryptionGSS]

    /// A session of protocol 3, whichever its minor version.
    static func isSession(_ code: UInt32) -> Bool { code >> 16 == 3 && code & 0xFFFF < 100 }
}

extension NormalisedStatement {
    /// Of a text that holds no statement.
    static let empty = NormalisedStatement(method: "SQL", text: "[empty]")
}
