import GlassModel

/// Queries that have been answered and wait for the request that they were sent for to end.
struct PendingQueries {
    /// Who sent a query: a task where one ran, else a thread.
    enum Sender: Hashable {
        case thread(ThreadID)
        case task(ProcessID, UInt64)

        init(_ moment: Moment) {
            self = moment.task == 0 ? .thread(moment.thread) : .task(moment.process, moment.task)
        }
    }

    struct Query {
        let exchange: Exchange
        let peer: String
        let statement: StatementID
    }

    /// Beyond this the oldest go on without their request.
    static let limit = 50_000
    /// For so long a query waits.
    static let patience = Nanoseconds(30_000_000_000)

    private var bySender: [Sender: [Query]] = [:]
    private(set) var count = 0

    mutating func add(_ query: Query) {
        bySender[Sender(query.exchange.began), default: []].append(query)
        count += 1
    }

    /// Takes out those that were sent between two moments.
    mutating func take(of sender: Sender, from: Nanoseconds, to: Nanoseconds) -> [Query] {
        guard let waiting = bySender[sender] else { return [] }
        let mine = waiting.filter { (from...max(from, to)).contains($0.exchange.began.time) }
        guard !mine.isEmpty else { return [] }
        keep(waiting.filter { !(from...max(from, to)).contains($0.exchange.began.time) }, of: sender)
        count -= mine.count
        return mine
    }

    /// Takes out those for which no request will come.
    mutating func takeHopeless(_ isHopeless: (Sender, Query) -> Bool) -> [Query] {
        var hopeless: [Query] = []
        for (sender, waiting) in bySender {
            let before = hopeless.count
            let left = waiting.filter { query in
                let isOver = count > Self.limit || isHopeless(sender, query)
                if isOver { hopeless.append(query) }
                return !isOver
            }
            guard hopeless.count > before else { continue }
            count -= hopeless.count - before
            keep(left, of: sender)
        }
        return hopeless.sorted { $0.exchange.ended.time < $1.exchange.ended.time }
    }

    private mutating func keep(_ queries: [Query], of sender: Sender) {
        bySender[sender] = queries.isEmpty ? nil : queries
    }
}
