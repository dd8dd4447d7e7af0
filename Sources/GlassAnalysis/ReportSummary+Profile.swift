import GlassModel

/// How much a report lists.
public struct ReportLimits: Hashable, Sendable {
    public var functions: Int
    public var stacks: Int
    public var threads: Int

    public init(functions: Int = 20, stacks: Int = 5, threads: Int = 20) {
        self.functions = functions
        self.stacks = stacks
        self.threads = threads
    }
}

extension ReportSummary {
    /// Sums up a selection of a profile. Losses, unwinds and what glass cost are always of the whole recording.
    public init(
        profile: Profile, selection: Selection = .all, filter: Filter = .none, metric: Metric = .cpu,
        limits: ReportLimits = ReportLimits()
    ) {
        var tree = CallTree()
        tree.extend(with: profile)
        let weights = tree.weigh(profile.stackWeights(for: selection))
        let duration = profile.duration(of: selection)
        target = Target(profile.info)
        durationNs = duration.rawValue
        cpu = CPU(profile: profile, selection: selection, sampled: weights.total.cpu, duration: duration)
        wallNs = weights.total.wall.rawValue
        waitingNs = weights.total.waiting.rawValue
        memory = Memory(profile: profile, selection: selection)
        functions = Self.functions(profile, tree, weights, filter: filter, metric: metric, limit: limits.functions)
        stacks = HotStacks(profile: profile, tree: tree, weights: weights, metric: metric, limit: limits.stacks).stacks
            .map { Stack($0, all: weights.total) }
        threads = Self.threads(profile, selection, metric: metric, limit: limits.threads)
        losses = profile.losses.map { LossCount(reason: $0.reason.rawValue, detail: $0.detail, count: $0.count) }
            .sorted { ($1.count, $0.reason, $0.detail) < ($0.count, $1.reason, $1.detail) }
        unwinds = Unwinds(profile: profile)
        sampling = Sampling(profile: profile, samples: weights.total.samples)
        malformed = profile.malformed
    }

    private static func functions(
        _ profile: Profile, _ tree: CallTree, _ weights: TreeWeights, filter: Filter, metric: Metric, limit: Int
    ) -> [Function] {
        var table = FunctionTable(profile: profile, tree: tree, weights: weights)
        table.keep(filter)
        table.sort(by: .selfTime, metric: metric)
        return table.rows.prefix(max(0, limit)).map { row in
            Function(
                name: row.name, module: row.module, selfCpuNs: row.selfWeight.cpu.rawValue,
                totalCpuNs: row.total.cpu.rawValue, selfWallNs: row.selfWeight.wall.rawValue,
                totalWallNs: row.total.wall.rawValue, samples: row.total.samples, selfShare: row.selfShare(.cpu),
                totalShare: row.totalShare(.cpu))
        }
    }

    private static func threads(_ profile: Profile, _ selection: Selection, metric: Metric, limit: Int) -> [Thread] {
        var table = ThreadTable(profile: profile, selection: selection)
        table.sort(by: metric.threadColumn)
        return table.rows.prefix(max(0, limit)).map { row in
            Thread(
                name: row.name, tid: row.thread.thread.rawValue, pid: row.thread.process.rawValue,
                cpuNs: row.weight.cpu.rawValue, wallNs: row.weight.wall.rawValue,
                waitingNs: row.weight.waiting.rawValue, samples: row.weight.samples, share: row.share(.cpu),
                state: row.state.map { String($0) }, topFunction: row.topFunction?.function, hasEnded: row.hasEnded)
        }
    }
}

extension Metric {
    /// The column that sorts threads by this metric.
    public var threadColumn: ThreadTable.Column {
        switch self {
        case .cpu: .cpu
        case .wall: .wall
        case .waiting: .waiting
        case .samples: .samples
        }
    }
}

extension Profile {
    /// How long a selection is.
    public func duration(of selection: Selection) -> Nanoseconds {
        guard let chosen = selection.seconds else { return duration }
        let covered = chosen.clamped(to: seconds)
        return Nanoseconds((covered.upperBound &- covered.lowerBound).multipliedToNanoseconds)
    }
}

extension ReportSummary.Target {
    init(_ info: RecordingInfo) {
        self.init(
            pid: info.process.rawValue, executable: info.executable, commandLine: info.commandLine, host: info.host,
            engine: info.engine.rawValue, version: info.version, startedNs: info.started.rawValue,
            endedNs: info.end?.time.rawValue, end: info.end.map { $0.reason.wording })
    }
}

extension RecordingEnd.Reason {
    /// As a person reads it.
    public var wording: String {
        switch self {
        case .stopped: "stopped"
        case .durationOver: "duration over"
        case .targetExited(let status): "target exited with status \(status)"
        case .targetKilled(let signal): "target killed by signal \(signal)"
        case .targetGone: "target gone"
        case .failed(let why): "failed: \(why)"
        }
    }
}

extension ReportSummary.CPU {
    init(profile: Profile, selection: Selection, sampled: Nanoseconds, duration: Nanoseconds) {
        // The kernel counts the process as a whole, so a choice of threads has only what was sampled of them.
        let isWhole = selection.threads == nil
        let user = isWhole ? profile.growth(of: .cpuUser, in: selection) : nil
        let system = isWhole ? profile.growth(of: .cpuSystem, in: selection) : nil
        let counted = user.flatMap { user in system.map { user &+ $0 } }
        let used = Double(counted ?? sampled.rawValue)
        self.init(
            sampledNs: sampled.rawValue, countedNs: counted,
            percent: duration > .zero ? used / Double(duration.rawValue) * 100 : 0, userNs: user, systemNs: system)
    }
}

extension ReportSummary.Memory {
    init?(profile: Profile, selection: Selection) {
        let values = profile.points(of: .memoryResident, in: selection).map(\.value)
        guard let first = values.first, let last = values.last, let peak = values.max() else { return nil }
        self.init(firstBytes: first, lastBytes: last, peakBytes: peak)
    }
}

extension ReportSummary.Stack {
    init(_ stack: HotStack, all: Weight) {
        let whole = Double(Metric.cpu.value(of: all))
        self.init(
            frames: stack.functions.map(\.function), cpuNs: stack.weight.cpu.rawValue,
            wallNs: stack.weight.wall.rawValue, samples: stack.weight.samples,
            share: whole > 0 ? min(1, Double(Metric.cpu.value(of: stack.weight)) / whole) : 0)
    }
}

extension ReportSummary.Unwinds {
    init(profile: Profile) {
        let all = profile.unwindTallies.reduce(Int64(0)) { $0 &+ $1.count }
        let whole = profile.unwindTallies.filter { $0.end == .root }.reduce(Int64(0)) { $0 &+ $1.count }
        let broken = profile.unwindTallies.filter { $0.end != .root && $0.count > 0 }.map { tally in
            End(module: profile.moduleName(tally.module), reason: tally.end.rawValue, count: tally.count)
        }
        self.init(
            count: all, whole: whole, wholeShare: all > 0 ? Double(whole) / Double(all) : 0,
            broken: broken.sorted { ($1.count, $0.module, $0.reason) < ($0.count, $1.module, $1.reason) })
    }
}

extension ReportSummary.Sampling {
    init(profile: Profile, samples: Int64) {
        let rates = profile.counters.points(.rateAchieved).map { Double($0.value) / 1_000 }
        let costs = profile.counters.points(.costToTarget).map { Double($0.value) / 1e6 }
        self.init(
            rateAskedHz: profile.info.rate, rateAchievedHz: Distribution(rates)?.mean,
            costShare: Distribution(costs)?.mean, stoppedNs: profile.counters.latest(.timeStopped),
            agentCpuNs: profile.counters.points(.agentCPU).total,
            agentMemoryBytes: profile.counters.points(.agentMemory).map(\.value).max(), samples: samples)
    }
}

extension Profile {
    /// The readings of a counter of the whole target within a selection's time.
    func points(of kind: CounterKind, in selection: Selection) -> [CounterTable.Point] {
        let points = counters.points(kind)
        guard let seconds = selection.seconds else { return points }
        return points.filter { seconds.contains($0.time.second) }
    }

    /// By how much a cumulative counter grew within a selection; nil with fewer than two readings.
    func growth(of kind: CounterKind, in selection: Selection) -> Int64? {
        let points = points(of: kind, in: selection)
        guard points.count > 1 else { return nil }
        let steps = zip(points, points.dropFirst()).map { max(0, $1.value &- $0.value) }
        return steps.reduce(Int64(0)) { $0 &+ $1 }
    }
}
