import GlassAnalysis
import GlassModel

/// The counters of a profile over a stretch of time.
struct CounterSpan {
    private let profile: Profile
    private let seconds: Range<Int64>?

    init(_ profile: Profile, seconds: Range<Int64>?) {
        self.profile = profile
        self.seconds = seconds
    }

    /// What a cumulative counter grew by; nil with fewer than two readings.
    func growth(_ kind: CounterKind) -> Int64? {
        let points = points(kind)
        guard points.count >= 2, let first = points.first, let last = points.last else { return nil }
        return max(0, last.value.subtractingReportingOverflow(first.value).partialValue)
    }

    /// Of a counter whose readings each tell of the time since the one before.
    func total(_ kind: CounterKind) -> Int64? { points(kind).total }
    func last(_ kind: CounterKind) -> Int64? { points(kind).last?.value }
    func peak(_ kind: CounterKind) -> Int64? { points(kind).map(\.value).max() }

    func mean(_ kind: CounterKind) -> Double? {
        let values = points(kind).map { Double($0.value) }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private func points(_ kind: CounterKind) -> [CounterTable.Point] {
        let all = profile.counters.points(kind)
        guard let seconds else { return all }
        return all.filter { seconds.contains($0.time.second) }
    }
}

extension ReportContent.CPU {
    init(_ sampled: Nanoseconds, counters: CounterSpan, seconds: Double) {
        self.init(
            sampledNs: sampled.rawValue, cores: seconds > 0 ? sampled.seconds / seconds : 0,
            userNs: counters.growth(.cpuUser), systemNs: counters.growth(.cpuSystem))
    }
}

extension ReportContent.Memory {
    init?(_ counters: CounterSpan) {
        guard let resident = counters.last(.memoryResident) else { return nil }
        self.init(
            residentBytes: resident, residentPeakBytes: counters.peak(.memoryResident) ?? resident,
            proportionalBytes: counters.last(.memoryProportional))
    }
}

extension ReportContent.Cost {
    init(_ counters: CounterSpan) {
        self.init(
            toTarget: counters.mean(.costToTarget).map { $0 / 1e6 }, agentCPUNs: counters.total(.agentCPU),
            agentMemoryBytes: counters.peak(.agentMemory))
    }
}
