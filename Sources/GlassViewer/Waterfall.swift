import GlassAnalysis
import GlassModel
import GlassTerminal

/// A scale of time for one request: names at the left, bars at the right.
struct Waterfall: Hashable, Sendable {
    private let nameWidth: Int
    private let chartWidth: Int
    /// What the width of the chart stands for: the request, and what of its queries lasted longer.
    let length: Nanoseconds

    init(detail: RequestDetail, width: Int) {
        nameWidth = width >= 100 ? width * 50 / 100 : width * 55 / 100
        chartWidth = max(0, width - nameWidth - 2)
        let ends = detail.queries.map { $0.offset + $0.record.duration }
        length = max(Nanoseconds(1), ends.reduce(detail.row.record.duration, max))
    }

    func names(in row: Rect) -> Rect { Rect(x: row.x + 1, y: row.y, width: nameWidth - 2, height: row.height) }
    func chart(in row: Rect) -> Rect {
        Rect(x: row.x + nameWidth, y: row.y, width: chartWidth, height: row.height)
    }

    /// At least one cell, within the chart.
    func bar(from offset: Nanoseconds, length bar: Nanoseconds, in row: Rect) -> Rect {
        let chart = chart(in: row)
        guard chart.width > 0 else { return chart }
        let first = min(chart.width - 1, cell(of: offset))
        let last = min(chart.width, max(first + 1, cell(of: offset + bar)))
        return Rect(x: chart.x + first, y: row.y, width: last - first, height: row.height)
    }

    private func cell(of offset: Nanoseconds) -> Int {
        let share = min(1, max(0, Double(offset.rawValue) / Double(length.rawValue)))
        return Int(share * Double(chartWidth))
    }

    /// Round moments, at least so many cells apart.
    func marks(every cells: Int) -> [(cell: Int, label: String)] {
        guard chartWidth > cells else { return [] }
        let least = Double(length.rawValue) * Double(cells) / Double(chartWidth)
        var step = 1.0
        for factor in Self.factors(below: least) { step = factor }
        return (0..<chartWidth).compactMap { number -> (cell: Int, label: String)? in
            let time = Nanoseconds(Int64(clamping: Int(exactly: (step * Double(number)).rounded()) ?? .max))
            guard time < length else { return nil }
            return (cell(of: time), time == .zero ? "0" : DurationText.format(time))
        }
    }

    /// 1, 2, 5, 10, 20, 50 … nanoseconds, up to the first that is not below.
    private static func factors(below least: Double) -> [Double] {
        var result: [Double] = []
        var power = 1.0
        while power < 1e19 {
            for digit in [1.0, 2, 5] {
                result.append(power * digit)
                if power * digit >= least { return result }
            }
            power *= 10
        }
        return result
    }
}
