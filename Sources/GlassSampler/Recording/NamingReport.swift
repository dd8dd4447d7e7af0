import GlassCache
import GlassModel
import GlassSymbols

/// Puts what naming could not do into the recording: counters with each second's others, losses when they change.
struct NamingReport {
    private var told: SymbolizerStatistics?

    mutating func add(
        _ statistics: SymbolizerStatistics, _ cache: BuildCache.Statistics, to batch: inout RecordingBatch
    ) {
        guard let time = batch.counters.last?.time else { return }
        let counters: [(CounterKind, Int)] = [
            (.addresses, statistics.addresses), (.addressesUnnamed, statistics.unnamed),
            (.modulesEvicted, statistics.evictions), (.cacheFound, cache.found), (.cacheMade, cache.made),
            (.cacheRefused, cache.refused), (.cacheUnwritable, cache.unwritable),
        ]
        for (kind, value) in counters {
            batch.counters.append(CounterReading(time: time, kind: kind, value: Int64(value)))
        }
        let losses: [(LossReason, KeyPath<SymbolizerStatistics, Int>)] = [
            (.debugFileMismatch, \.buildIDMismatches), (.moduleUnreadable, \.modulesUnreadable),
            (.debugInformationTooLarge, \.tooLarge),
        ]
        for (reason, count) in losses where statistics[keyPath: count] != told?[keyPath: count] ?? 0 {
            batch.losses.append(Loss(time: time, reason: reason, count: Int64(statistics[keyPath: count])))
        }
        told = statistics
    }
}
