import GlassModel

/// Follows the connections of a target: finds out what is spoken on each, and gives the exchanges that take place.
public struct ConnectionTracker: Sendable {
    private let rules: RequestRules
    private let maximumConnections: Int
    private var table = ConnectionTable()
    private var nextReport: Nanoseconds?
    /// Reused, so that what is said costs no memory of its own.
    private var scratch = ConversationOutput()

    /// How often connections that glass cannot read say how much went over them.
    public static let reportInterval = Nanoseconds.seconds(10)

    /// - Parameter maximumConnections: where more are open, those that are silent for longest are let go.
    public init(rules: RequestRules = RequestRules(), maximumConnections: Int = 131_072) {
        self.rules = rules
        self.maximumConnections = max(1, maximumConnections)
    }

    /// How many connections are followed.
    public var connectionCount: Int { table.count }

    /// Whether the target may be the one that answers on this connection, as far as is known.
    public func mayServe(_ connection: ConnectionID) -> Bool {
        table.index(of: connection).flatMap { table.label($0) }?.isServed ?? true
    }

    /// The target did `action` to `connection`. Of what was read or written, `head` is the beginning and `tail` the end,
    /// as far as they were captured.
    public mutating func take(
        _ action: SocketAction, on connection: ConnectionID, head: RawSpan, tail: RawSpan, at moment: Moment,
        _ output: inout TrackerOutput
    ) {
        switch action {
        case .opened(let ends, let accepted): open(connection, ends, accepted, at: moment, &output)
        case .read(let total): say(connection, isRead: true, total, head, tail, at: moment, &output)
        case .wrote(let total): say(connection, isRead: false, total, head, tail, at: moment, &output)
        case .closed: close(connection, at: moment, &output)
        case .gap: resynchronise(connection, at: moment, &output)
        }
    }

    /// Call it about once a second: connections that glass cannot read give how much was said on them meanwhile.
    public mutating func tick(now: Nanoseconds, _ output: inout TrackerOutput) {
        guard let nextReport, now >= nextReport else {
            if nextReport == nil { nextReport = now + Self.reportInterval }
            return
        }
        self.nextReport = now + Self.reportInterval
        for id in table.identifiers {
            guard let index = table.index(of: id) else { continue }
            change(index, &output) { connection, scratch, _ in connection.report(&scratch) }
        }
    }

    /// The recording ends: what can be ended is.
    public mutating func closeAll(at moment: Moment, _ output: inout TrackerOutput) {
        while var connection = table.removeOldest() {
            connection.close(at: moment, rules: rules, &scratch)
            drain(connection.label, &output)
        }
    }

    /// A connection is announced anew when capture begins anew; with other ends it is another one, and the end of the
    /// first was not seen.
    private mutating func open(
        _ id: ConnectionID, _ ends: ConnectionEnds, _ accepted: Bool?, at moment: Moment, _ output: inout TrackerOutput
    ) {
        guard let index = table.index(of: id) else {
            _ = insert(Connection(id: id, ends: ends, accepted: accepted, at: moment), &output)
            return
        }
        var isAnother = false
        table.update(index) { connection in
            isAnother = connection.ends != ends && connection.ends != ConnectionEnds() && ends != ConnectionEnds()
            if !isAnother && ends != ConnectionEnds() { connection.ends = ends }
        }
        guard isAnother else { return }
        close(id, at: moment, &output)
        _ = insert(Connection(id: id, ends: ends, accepted: accepted, at: moment), &output)
    }

    private mutating func say(
        _ id: ConnectionID, isRead: Bool, _ total: Int, _ head: RawSpan, _ tail: RawSpan, at moment: Moment,
        _ output: inout TrackerOutput
    ) {
        let index =
            table.index(of: id)
            ?? insert(Connection(id: id, ends: ConnectionEnds(), accepted: nil, at: moment), &output)
        table.touch(index)
        change(index, &output) { connection, scratch, rules in
            connection.take(
                isRead: isRead, total: total, head: head, tail: tail, at: moment, rules: rules, &scratch)
        }
    }

    private mutating func resynchronise(_ id: ConnectionID, at moment: Moment, _ output: inout TrackerOutput) {
        guard let index = table.index(of: id) else { return }
        change(index, &output) { connection, scratch, _ in connection.resynchronise(at: moment, &scratch) }
    }

    private mutating func close(_ id: ConnectionID, at moment: Moment, _ output: inout TrackerOutput) {
        guard let index = table.index(of: id), var connection = table.remove(index) else { return }
        connection.close(at: moment, rules: rules, &scratch)
        drain(connection.label, &output)
    }

    private mutating func insert(_ connection: Connection, _ output: inout TrackerOutput) -> Int {
        if table.count >= maximumConnections, var oldest = table.removeOldest() {
            output.forgotten += 1
            oldest.close(at: oldest.lastMoment, rules: rules, &scratch)
            drain(oldest.label, &output)
        }
        return table.insert(connection)
    }

    private mutating func change(
        _ index: Int, _ output: inout TrackerOutput,
        _ change: (inout Connection, inout ConversationOutput, RequestRules) -> Void
    ) {
        table.update(index) { connection in change(&connection, &scratch, rules) }
        if !scratch.isEmpty, let label = table.label(index) { drain(label, &output) }
    }

    /// Hands over what a connection gave.
    private mutating func drain(_ label: Connection.Label, _ output: inout TrackerOutput) {
        for exchange in scratch.exchanges {
            output.exchanges.append(
                TrackedExchange(
                    exchange: exchange, connection: label.id, ends: label.ends, isServed: label.isServed))
        }
        for wording in scratch.problems {
            output.problems.append(
                ConnectionProblem(connection: label.id, ends: label.ends, wording: wording))
        }
        output.resynchronisations += scratch.resynchronisations
        scratch.exchanges.removeAll(keepingCapacity: true)
        scratch.problems.removeAll(keepingCapacity: true)
        scratch.resynchronisations = 0
    }
}

extension ConversationOutput {
    fileprivate var isEmpty: Bool { exchanges.isEmpty && problems.isEmpty && resynchronisations == 0 }
}
