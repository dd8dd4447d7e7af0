import GlassAnalysis
import GlassModel

/// What the timeline shows of a recording.
struct TimelineData: Sendable {
    /// The order of the threads.
    enum Order: Sendable {
        /// Those that used most CPU in the whole recording first.
        case cpu
        case name
    }

    /// One thread's time, by ``TimeScale/wholeSeconds``.
    struct Lane: Sendable {
        let thread: ThreadRecord
        let lane: ThreadLane
    }

    /// All seconds of the recording when it was read.
    private(set) var all: Range<Int64> = 0..<0
    private(set) var scale = TimeScale(seconds: 0..<0, width: 1)
    private(set) var charts: [TimelineChart] = []
    private(set) var lanes: [Lane] = []
    /// The last second that is over and known.
    private(set) var latest: Int64 = 0

    init() {}

    /// - Parameter all: The seconds of the recording that are there to be seen.
    static func read(
        _ profile: Profile, all: Range<Int64>, width: Int, zoom: TimeZoom, order: Order
    ) -> TimelineData {
        var data = TimelineData()
        data.all = all
        data.scale = TimeScale(seconds: all, width: width, zoom: zoom)
        data.latest = latest(profile, all)
        guard !all.isEmpty else { return data }
        let lanes = profile.threadLanes(in: data.scale.wholeSeconds)
        data.charts = [
            data.cpu(profile, lanes), data.requests(profile), data.latency(profile),
            data.gauge(.memory, .memoryResident, profile), data.gauge(.threads, .threads, profile),
        ].filter { $0.isKnown || $0.kind == .cpu || $0.kind == .memory }
        data.traffic = []
        data.lanes = lanes.compactMap { lane in profile.threads[lane.thread].map { Lane(thread: $0, lane: lane) } }
        data.sort(order, profile)
        return data
    }

    private static func latest(_ profile: Profile, _ all: Range<Int64>) -> Int64 {
        let counted = profile.counters.lastTime.map { $0.second &- 1 }
        let sampled = profile.rollups.last.map { profile.info.end == nil ? $0 &- 1 : $0 }
        let known = [counted, sampled].compactMap { $0 }.max() ?? all.lowerBound
        return max(all.lowerBound, min(all.upperBound &- 1, known))
    }

    private mutating func sort(_ order: Order, _ profile: Profile) {
        switch order {
        case .cpu:
            let weights = profile.threadWeights()
            func cpu(_ lane: Lane) -> Nanoseconds { weights[lane.thread.key]?.cpu ?? .zero }
            lanes.sort { (cpu($1), $0.thread.key) < (cpu($0), $1.thread.key) }
        case .name: lanes.sort { ($0.thread.name, $0.thread.thread) < ($1.thread.name, $1.thread.thread) }
        }
    }

    // MARK: Charts

    /// The requests, column by column, while they are read.
    private var traffic: [TrafficColumn?] = []

    /// As the target's counters say or, where there are none (an import), as its samples say.
    private func cpu(_ profile: Profile, _ lanes: [ThreadLane]) -> TimelineChart {
        let grid = scale.grid
        let user = profile.counterColumns(.cpuUser, meaning: .cpuPercent, in: grid)
        if user.contains(where: { $0 != nil }) {
            let system = profile.counterColumns(.cpuSystem, meaning: .cpuPercent, in: grid)
            return TimelineChart(.cpu, main: user, second: system)
        }
        var sums = [Double?](repeating: nil, count: scale.wholeSeconds.count)
        for lane in lanes {
            for (index, time) in lane.times.enumerated() where time.isKnown {
                sums[lane.start + index] = (sums[lane.start + index] ?? 0) + Double(time.cpu)
            }
        }
        let values = (0..<grid.count).map { cell in
            sums[cell / scale.cellsPerSecond].map { $0 * 100 / Double(scale.step) }
        }
        return TimelineChart(.cpu, main: values)
    }

    private mutating func requests(_ profile: Profile) -> TimelineChart {
        traffic = profile.trafficColumns(in: scale.grid)
        // Of the second that is not over yet there are too few.
        if profile.info.end == nil, scale.step == 1 {
            for cell in scale.grid.columns(of: all.upperBound &- 1) { traffic[cell] = nil }
        }
        return TimelineChart(
            .requests, main: traffic.map { $0.map { $0.rate - $0.failed } }, second: traffic.map { $0?.failed })
    }

    private func latency(_ profile: Profile) -> TimelineChart {
        func known(_ value: KeyPath<TrafficColumn, Nanoseconds>) -> [Double?] {
            traffic.map { column in column.flatMap { $0.rate > 0 ? $0[keyPath: value].seconds : nil } }
        }
        return TimelineChart(.latency, main: known(\.p50), second: known(\.p99))
    }

    private func gauge(_ kind: TimelineChart.Kind, _ counter: CounterKind, _ profile: Profile) -> TimelineChart {
        TimelineChart(kind, main: profile.counterColumns(counter, meaning: .gauge, in: scale.grid.halved))
    }
}
