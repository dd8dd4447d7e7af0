import GlassCache
import GlassModel
import Testing

@testable import GlassSampler

struct NamingReportTests {
    private let time = Timestamp(rawValue: 7)
    private var cache: BuildCache.Statistics {
        var cache = BuildCache.Statistics()
        (cache.found, cache.made, cache.refused, cache.unwritable) = (4, 3, 2, 1)
        return cache
    }

    /// A batch that ends a second: it has readings of counters.
    private var counted: RecordingBatch {
        var batch = RecordingBatch()
        batch.counters = [CounterReading(time: time, kind: .threads, value: 1)]
        return batch
    }

    @Test func lossesAreToldWhenTheyChange() {
        var report = NamingReport()
        var statistics = FrameNamer().statistics
        var (first, second, third) = (counted, counted, counted)
        report.add(statistics, cache, to: &first)
        #expect(first.losses.isEmpty)
        statistics.buildIDMismatches = 2
        statistics.unnamed = 5
        statistics.addresses = 9
        statistics.evictions = 1
        report.add(statistics, cache, to: &second)
        #expect(second.losses == [Loss(time: time, reason: .debugFileMismatch, count: 2)])
        let told = second.counters.dropFirst()
        #expect(
            told.map(\.kind) == [
                .addresses, .addressesUnnamed, .modulesEvicted, .cacheFound, .cacheMade, .cacheRefused,
                .cacheUnwritable,
            ])
        #expect(told.map(\.value) == [9, 5, 1, 4, 3, 2, 1])
        report.add(statistics, cache, to: &third)
        #expect(third.losses.isEmpty && third.counters.count == 8)
    }

    @Test func nothingIsSaidBetweenTheSeconds() {
        var report = NamingReport()
        var statistics = FrameNamer().statistics
        statistics.tooLarge = 1
        statistics.modulesUnreadable = 3
        var (silent, told) = (RecordingBatch(), counted)
        report.add(statistics, cache, to: &silent)
        #expect(silent.losses.isEmpty && silent.counters.isEmpty)
        report.add(statistics, cache, to: &told)
        #expect(Set(told.losses.map(\.reason)) == [.moduleUnreadable, .debugInformationTooLarge])
    }
}
