import GlassModel

/// Redis (RESP 2 and 3) as it is spoken on one connection (Redis's manual, "Redis serialization protocol
/// specification").
///
/// Each command is an ``Exchange``: its name, and of commands such as `CONFIG GET` the subcommand's; never a key or a
/// value. It ends with its reply; a subscription with the confirmation of its last channel.
public struct RedisConversation: Conversation {
    public static let wireProtocol = WireProtocol.redis

    /// The most replies that are awaited one by one; commands beyond it are passed over.
    static let maximumPending = 16_384

    private var client = RedisCommandReader()
    private var server = RedisReplyReader()
    private var pending = PendingQueue<PendingCommand>()
    private var answer = PartialAnswer()
    private var partialClient: Moment?
    private var partialServer: Moment?
    /// Messages may come that answer nothing.
    private var isSubscribed = false
    private var isMonitoring = false
    /// `CLIENT REPLY`: nothing more is answered, or not the next command.
    private var isSilent = false
    private var skipsNext = false
    private var isHandedOver = false
    private var doubt = RedisDoubt()

    public init() {}

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
            let wasLost = client.isLost
            settleIfAnswered(&output)
            if !wasLost { client.skip(count) }
            readCommands(RawSpan(), moment, &output)
            if client.isLost, !wasLost { lostClient(isMissing: true, &output) }
        case .server:
            let wasLost = server.isLost
            doubt.serverSpoke(at: moment, endsLine: false)
            if wasLost { answer.add(count, at: moment, isAwaited: !pending.isEmpty) } else { server.skip(count) }
            readReplies(RawSpan(), moment, &output)
            if server.isLost, !wasLost { lostServer(isMissing: true, moment, &output) }
        }
    }

    public mutating func resynchronise(at moment: Moment, _ output: inout ConversationOutput) {
        guard !isHandedOver else { return }
        output.resynchronisations += 1
        client.lose()
        server.lose()
        pending.removeAll()
        (answer, doubt) = (PartialAnswer(), RedisDoubt(isUncertain: true))
        (partialClient, partialServer) = (nil, nil)
    }

    public mutating func close(at moment: Moment, _ output: inout ConversationOutput) {
        settleIfAnswered(&output)
        for command in pending.waiting where !command.isGap {
            let flags: RequestFlags = doubt.isUncertain ? [.cutShort, .approximate] : .cutShort
            emit(command, RedisReply(), moment, flags, &output)
        }
        pending.removeAll()
        isHandedOver = true
    }

    // MARK: The client

    private mutating func takeFromClient(_ bytes: RawSpan, _ moment: Moment, _ output: inout ConversationOutput) {
        settleIfAnswered(&output)
        if client.isLost, Self.startsCommand(bytes) == .yes { client.align() }
        let wasLost = client.isLost
        readCommands(bytes, moment, &output)
        if client.isLost, !wasLost { lostClient(isMissing: false, &output) }
    }

    private mutating func readCommands(_ bytes: RawSpan, _ moment: Moment, _ output: inout ConversationOutput) {
        var offset = 0
        while let found = client.next(bytes, &offset) {
            ask(found.command, found.byteCount, partialClient ?? moment, moment)
            partialClient = nil
            if isHandedOver {
                output.continuesAs = .unknown
                return
            }
        }
        if !client.isMidCommand { partialClient = nil } else if partialClient == nil { partialClient = moment }
    }

    private mutating func ask(_ command: RedisCommand, _ byteCount: Int64, _ began: Moment, _ moment: Moment) {
        switch command.kind {
        case .repliesOn: isSilent = false
        case .repliesOff: isSilent = true
        case .replySkipped:
            skipsNext = true
            return
        case .monitor: isMonitoring = true
        case .subscription: isSubscribed = true
        case .replication: isHandedOver = true
        case .exec, .ordinary: break
        }
        if isSilent || skipsNext {
            skipsNext = false
            return
        }
        guard pending.count < Self.maximumPending else { return appendGap() }
        let flags: RequestFlags = pending.isEmpty ? [] : .pipelined
        pending.append(
            PendingCommand(command: command, began: began, asked: moment, clientBytes: byteCount, flags: flags))
    }

    /// Commands were not seen, or not kept: how many replies they get is not known.
    private mutating func appendGap() {
        doubt.isUncertain = true
        if let last = pending.last, last.isGap { return }
        let nothing = Moment(time: .zero)
        pending.append(PendingCommand(command: nil, began: nothing, asked: nothing, clientBytes: 0, flags: []))
    }

    private mutating func lostClient(isMissing: Bool, _ output: inout ConversationOutput) {
        output.resynchronisations += 1
        if !isMissing, doubt.isConfirmed {
            output.problems.append("the client sent something that is no Redis command")
        }
        appendGap()
    }

    // MARK: The server

    private mutating func takeFromServer(_ bytes: RawSpan, _ moment: Moment, _ output: inout ConversationOutput) {
        doubt.serverSpoke(at: moment, endsLine: bytes.octet(bytes.byteCount - 1) == 0x0A)
        guard !server.isLost else { return answer.add(bytes.byteCount, at: moment, isAwaited: !pending.isEmpty) }
        readReplies(bytes, moment, &output)
        if server.isLost { lostServer(isMissing: false, moment, &output) }
    }

    private mutating func readReplies(_ bytes: RawSpan, _ moment: Moment, _ output: inout ConversationOutput) {
        var offset = 0
        while let reply = server.next(bytes, &offset) {
            answered(reply, partialServer ?? moment, moment, &output)
            partialServer = nil
        }
        if !server.isMidReply { partialServer = nil } else if partialServer == nil { partialServer = moment }
    }

    private mutating func answered(
        _ reply: RedisReply, _ began: Moment, _ moment: Moment, _ output: inout ConversationOutput
    ) {
        guard let first = pending.first else { return }
        if first.isGap || isUnasked(reply, first) { return }
        answer.add(Int(clamping: reply.byteCount), at: began, isAwaited: true)
        if case .subscription(let channels) = first.command?.kind, channels > first.confirmed + 1, reply.error == nil {
            var next = first
            next.confirmed += 1
            return pending.replaceFirst(next)
        }
        pending.popFirst()
        doubt.isConfirmed = true
        emit(first, reply, moment, [], &output)
    }

    /// Whether a reply answers no command: a message, a line of `MONITOR`, something pushed.
    private func isUnasked(_ reply: RedisReply, _ first: PendingCommand) -> Bool {
        if isMonitoring, reply.isNumberedStatus { return true }
        if reply.isPush || isSubscribed {
            let isSubscription = if case .subscription = first.command?.kind { true } else { false }
            switch reply.opening {
            case .message: return true
            case .confirmation: return !isSubscription
            case .other: return reply.isPush
            }
        }
        return false
    }

    private mutating func lostServer(isMissing: Bool, _ moment: Moment, _ output: inout ConversationOutput) {
        output.resynchronisations += 1
        if !isMissing, doubt.isConfirmed { output.problems.append("the server sent something that is no Redis reply") }
        (doubt.isUncertain, doubt.lastServer) = (true, moment)
        partialServer = nil
    }

    /// Redis does not say where an answer ends. But a client that speaks again after an answer has had all that it asked
    /// for: with that the replies that were lost are over.
    private mutating func settleIfAnswered(_ output: inout ConversationOutput) {
        guard doubt.isUncertain, let last = doubt.lastServer, doubt.endsLine || !server.isLost && !server.isMidReply
        else { return }
        while let command = pending.popFirst() {
            if !command.isGap { emit(command, RedisReply(), last, .approximate, &output) }
        }
        server.align()
        answer = PartialAnswer()
        (doubt.isUncertain, doubt.lastServer) = (false, nil)
    }

    private mutating func emit(
        _ command: PendingCommand, _ reply: RedisReply, _ moment: Moment, _ flags: RequestFlags,
        _ output: inout ConversationOutput
    ) {
        var exchange = Exchange(
            wireProtocol: .redis, method: command.command?.method ?? "", target: "", began: command.began)
        exchange.asked = command.asked
        exchange.answered = answer.began
        exchange.ended = moment
        exchange.error = reply.error ?? (command.command?.kind == .exec ? reply.innerError : nil)
        exchange.clientBytes = command.clientBytes
        exchange.serverBytes = answer.byteCount
        exchange.flags = command.flags.union(flags)
        if exchange.error != nil { exchange.flags.insert(.failed) }
        output.exchanges.append(exchange)
        answer = PartialAnswer()
    }
}

/// A command that has not been answered; commands that were not seen, where it has no name.
struct PendingCommand: Sendable {
    var command: RedisCommand?
    var began: Moment
    var asked: Moment
    var clientBytes: Int64
    var flags: RequestFlags
    /// Channels of a subscription that the server has confirmed.
    var confirmed = 0

    var isGap: Bool { command == nil }
}

/// What is known after bytes were lost.
struct RedisDoubt: Sendable {
    /// Which reply belongs to which command is not known.
    var isUncertain = false
    /// A command was answered: it is Redis.
    var isConfirmed = false
    /// When the server spoke last since it is uncertain.
    var lastServer: Moment?
    /// The server's last byte ended a line, as each reply's does.
    var endsLine = false

    mutating func serverSpoke(at moment: Moment, endsLine: Bool) {
        if isUncertain { lastServer = moment }
        self.endsLine = endsLine
    }
}
