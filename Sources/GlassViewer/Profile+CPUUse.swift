import GlassAnalysis
import GlassModel

extension Profile {
    /// CPU use in percent of one core for each second: as the target's counters say or, where there are none (an import,
    /// a recording that has just begun), as its samples say.
    func cpuUse(seconds: Range<Int64>) -> [Double?] {
        let counted = cpuSeries(seconds: seconds).values
        if counted.contains(where: { $0 != nil }) { return counted }
        var values = [Double?](repeating: nil, count: counted.count)
        for (second, weight) in secondWeights(for: Selection(seconds: seconds)) {
            let (place, overflow) = second.subtractingReportingOverflow(seconds.lowerBound)
            guard !overflow, let index = Int(exactly: place), values.indices.contains(index) else { continue }
            values[index] = weight.cpu.seconds * 100
        }
        return values
    }
}
