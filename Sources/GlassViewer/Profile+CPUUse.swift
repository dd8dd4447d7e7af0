import GlassAnalysis
import GlassModel

/// Values over time, each of as many seconds as a step has.
struct TimeSeries: Sendable {
    var step: Int64
    var values: [Double?]

    init(_ series: CounterSeries) { (step, values) = (max(1, series.step), series.values) }
}

extension Profile {
    /// CPU use in percent of one core: as the target's counters say or, where there are none (an import, a recording
    /// that has just begun), as its samples say.
    func cpuUse(seconds: Range<Int64>) -> TimeSeries {
        var series = TimeSeries(cpuSeries(seconds: seconds))
        if series.values.contains(where: { $0 != nil }) { return series }
        for (second, weight) in secondWeights(for: Selection(seconds: seconds)) {
            let (place, overflow) = second.subtractingReportingOverflow(seconds.lowerBound)
            guard !overflow, let index = Int(exactly: place / series.step), series.values.indices.contains(index) else {
                continue
            }
            let use = weight.cpu.seconds * 100 / Double(series.step)
            series.values[index] = (series.values[index] ?? 0) + use
        }
        return series
    }
}

extension SizeText {
    /// Of what was computed, and so may be more than a whole number can say.
    static func format(_ bytes: Double) -> String { format(Int64(exactly: bytes.rounded()) ?? (bytes > 0 ? .max : 0)) }
}
