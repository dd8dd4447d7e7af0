import GlassModel

/// Totals of what was lost and of how unwinds ended; gives those that changed since they were last asked for.
struct LossLedger {
    private struct LossKey: Hashable {
        let reason: LossReason
        let detail: String
    }

    private struct TallyKey: Hashable {
        let module: ModuleID?
        let end: UnwindEnd
    }

    private var losses: [LossKey: Int64] = [:]
    private var tallies: [TallyKey: Int64] = [:]
    private var changedLosses: Set<LossKey> = []
    private var changedTallies: Set<TallyKey> = []
    /// Beyond so many details of one kind the rest is counted without.
    private static let detailLimit = 256

    mutating func add(_ reason: LossReason, _ detail: String, _ count: Int64) {
        guard count > 0 else { return }
        var key = LossKey(reason: reason, detail: detail)
        if losses[key] == nil, losses.count >= Self.detailLimit { key = LossKey(reason: reason, detail: "") }
        losses[key, default: 0] += count
        changedLosses.insert(key)
    }

    mutating func set(_ reason: LossReason, _ detail: String, _ total: Int64) {
        let key = LossKey(reason: reason, detail: detail)
        guard total > 0, losses[key] != total else { return }
        losses[key] = total
        changedLosses.insert(key)
    }

    mutating func add(_ tally: UnwindTally) {
        let key = TallyKey(module: tally.module, end: tally.end)
        tallies[key, default: 0] += tally.count
        changedTallies.insert(key)
    }

    mutating func takeChangedLosses(at time: Timestamp) -> [Loss] {
        defer { changedLosses.removeAll() }
        return changedLosses.map { Loss(time: time, reason: $0.reason, detail: $0.detail, count: losses[$0] ?? 0) }
    }

    mutating func takeChangedTallies() -> [UnwindTally] {
        defer { changedTallies.removeAll() }
        return changedTallies.map { UnwindTally(module: $0.module, end: $0.end, count: tallies[$0] ?? 0) }
    }
}
