import GlassAnalysis
import GlassModel

extension ViewerState {
    /// Those that say something here. Samples are counted only where nothing says how long they were.
    var metrics: [Metric] {
        let total = reading.total
        let times = [Metric.cpu, .wall, .waiting].filter { $0.value(of: total) > 0 }
        return times.isEmpty ? (total.samples > 0 ? [.samples] : [.cpu, .wall, .waiting]) : times
    }

    /// What `c` switches to.
    var nextMetric: Metric {
        let all = metrics
        guard let place = all.firstIndex(of: metric) else { return all.first ?? .cpu }
        return all[(place + 1) % all.count]
    }

    /// In a finished recording that has no CPU times, looks at what it has.
    mutating func chooseMetric() {
        guard !isLive, metric == .cpu, !hasChosenMetric, let first = metrics.first else { return }
        hasChosenMetric = true
        metric = first
    }
}

extension Metric {
    var title: String {
        switch self {
        case .cpu: "CPU time"
        case .wall: "wall time"
        case .waiting: "waiting"
        case .samples: "samples"
        }
    }

    /// For the footer.
    var shortTitle: String { self == .cpu ? "CPU" : self == .wall ? "wall" : title }
}
