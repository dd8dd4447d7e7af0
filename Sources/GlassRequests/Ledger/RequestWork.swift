import GlassModel

/// Who worked for a request, and what of that work was sampled. Where it is not known for certain, nobody did.
struct RequestWork {
    let attribution: Attribution
    /// On whose account queries of this request were sent; nil where that is not known.
    let sender: PendingQueries.Sender?
    let cpu: Nanoseconds?
    let stacks: [StackID: Weight]

    init(_ served: TrafficLedger.Served, _ surroundings: some LedgerSurroundings) {
        let exchange = served.exchange
        let (began, ended) = (exchange.began, exchange.ended)
        if let task = Self.task(of: exchange) {
            attribution = .task
            sender = .task(ended.process, task)
            stacks = surroundings.work(ofTask: task, in: ended.process, from: began.time, to: ended.time)
            // Of a request too short to be sampled on a CPU nothing is known.
            let sampled = stacks.values.reduce(.zero) { $0 + $1.cpu }
            cpu = sampled > .zero ? min(sampled, ended.time - began.time) : nil
        } else if served.isAlone {
            attribution = .thread
            sender = .thread(ended.thread)
            stacks = surroundings.work(of: ended.thread, from: began.time, to: ended.time)
            cpu = ended.cpu > began.cpu ? min(ended.cpu - began.cpu, ended.time - began.time) : nil
        } else {
            attribution = .none
            sender = nil
            stacks = [:]
            cpu = nil
        }
    }

    /// The task that began the response; a transport may write the rest of it on its own.
    private static func task(of exchange: Exchange) -> UInt64? {
        if let answered = exchange.answered, answered.task != 0 { return answered.task }
        return exchange.ended.task == 0 ? nil : exchange.ended.task
    }
}
