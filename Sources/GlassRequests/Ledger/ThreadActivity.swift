import GlassModel

/// What one thread lately read from and wrote to those who ask the target for something: it tells whether the thread
/// worked for one of them alone.
struct ThreadActivity {
    /// Reads, or writes, of one connection with nothing else between them.
    private struct Act {
        let connection: ConnectionID
        var isRead: Bool
        let turn: UInt32
        let first: Nanoseconds
        var last: Nanoseconds
    }

    private static let limit = 64

    /// In order of time.
    private var acts: [Act] = []
    /// Nothing is known of what the thread did up to here.
    private var forgotten = Nanoseconds(.min)
    /// When it last did anything.
    private(set) var last = Nanoseconds.zero

    mutating func note(isRead: Bool, on connection: ConnectionID, at moment: Moment) {
        last = moment.time
        if let last = acts.indices.last, acts[last].connection == connection, acts[last].isRead == isRead,
            acts[last].turn == moment.turn
        {
            acts[last].last = moment.time
            return
        }
        if acts.count >= Self.limit {
            let half = Self.limit / 2
            forgotten = acts[half - 1].last
            acts.removeFirst(half)
        }
        acts.append(
            Act(connection: connection, isRead: isRead, turn: moment.turn, first: moment.time, last: moment.time))
    }

    /// Nothing more will be answered on this connection.
    mutating func close(_ connection: ConnectionID) {
        guard let place = acts.lastIndex(where: { $0.connection == connection }) else { return }
        acts[place].isRead = false
    }

    /// Whether the thread did nothing for any other connection between reading a request and writing its response,
    /// and did not take it up while it still owed another one a response.
    func servedAlone(_ connection: ConnectionID, from began: Nanoseconds, to ended: Nanoseconds) -> Bool {
        guard forgotten < began else { return false }
        for act in acts.reversed() where act.connection != connection {
            if act.first > ended { continue }
            return act.last < began && !act.isRead
        }
        return true
    }

    /// Whether something that it read before `time` still waits for a response.
    func owesResponse(since time: Nanoseconds) -> Bool {
        guard let last = acts.last else { return false }
        return last.isRead && last.first <= time
    }
}
