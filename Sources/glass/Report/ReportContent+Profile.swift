import GlassAnalysis
import GlassModel

extension ReportContent {
    /// Computes the answer.
    /// - Parameter notices: What the reader of the recording had to say.
    init(_ profile: Profile, request: ReportRequest = ReportRequest(), notices: [String] = []) {
        var tree = CallTree()
        tree.extend(with: profile)
        let weights = tree.weigh(profile.stackWeights(for: request.selection))
        let all = weights.total
        // A process that only waited is worth a look too: then it is the waiting that counts.
        let metric = request.metric ?? (all.cpu > .zero ? .cpu : .wall)
        let counters = CounterSpan(profile, seconds: request.selection.seconds)

        target = Target(profile.info)
        recording = Recording(profile)
        self.metric = metric.rawValue
        samples = all.samples
        cpu = CPU(all.cpu, counters: counters, seconds: Self.length(profile, request.selection))
        memory = Memory(counters)
        cost = Cost(counters)
        requests = ReportTraffic(profile, request: request)
        let rows = Self.rows(profile, tree: tree, weights: weights, request: request, metric: metric)
        functionCount = rows.count
        functions = rows.prefix(request.functionCount).map { Function($0, metric: metric) }
        stacks = Self.stacks(profile, tree: tree, weights: weights, request: request, metric: metric)
        let threadRows = Self.threads(profile, request: request, metric: metric)
        threadCount = threadRows.count
        threads = threadRows.prefix(request.threadCount).map { Thread($0, metric: metric) }
        losses = profile.losses.map { LossEntry(reason: $0.reason.rawValue, detail: $0.detail, count: $0.count) }
        unwinding = Unwinding(profile)
        self.notices = notices + Self.malformed(profile)
    }

    /// Seconds of the selected time, as far as it was recorded.
    private static func length(_ profile: Profile, _ selection: Selection) -> Double {
        guard let seconds = selection.seconds else { return profile.duration.seconds }
        let covered = seconds.clamped(to: profile.seconds)
        return min(Double(covered.count), profile.duration.seconds)
    }

    private static func rows(
        _ profile: Profile, tree: CallTree, weights: TreeWeights, request: ReportRequest, metric: Metric
    ) -> [FunctionRow] {
        var table = FunctionTable(profile: profile, tree: tree, weights: weights)
        table.keep(request.functions)
        table.sort(by: .selfTime, metric: metric)
        return table.rows.filter { metric.value(of: $0.total) > 0 }
    }

    private static func stacks(
        _ profile: Profile, tree: CallTree, weights: TreeWeights, request: ReportRequest, metric: Metric
    ) -> [Stack] {
        let limit = request.functions.isEmpty ? request.stackCount : .max
        let hot = HotStacks(profile: profile, tree: tree, weights: weights, metric: metric, limit: limit).stacks
        guard !request.functions.isEmpty else { return hot.map(Stack.init) }
        var table = FunctionTable(profile: profile, tree: tree, weights: weights)
        table.keep(request.functions)
        let kept = Set(table.rows.map(\.key))
        return hot.lazy.filter { !kept.isDisjoint(with: $0.functions) }.prefix(request.stackCount).map(Stack.init)
    }

    private static func threads(_ profile: Profile, request: ReportRequest, metric: Metric) -> [ThreadRow] {
        var table = ThreadTable(profile: profile, selection: request.selection)
        table.sort(by: metric == .cpu ? .cpu : .wall)
        return table.rows
    }

    private static func malformed(_ profile: Profile) -> [String] {
        guard profile.malformed > 0 else { return [] }
        return ["\(profile.malformed) records of the recording made no sense and were left out"]
    }
}

extension ReportContent.Target {
    init(_ info: RecordingInfo) {
        self.init(
            pid: info.process.rawValue, program: info.program.name, executable: info.executable,
            commandLine: info.commandLine, host: info.host)
    }
}

extension ReportContent.Recording {
    init(_ profile: Profile) {
        let info = profile.info
        self.init(
            started: info.started.rawValue, durationNs: profile.duration.rawValue, rateHz: info.rate,
            rateAchievedHz: profile.counters.latest(.rateAchieved).map { Double($0) / 1000 },
            engine: info.engine.rawValue, end: info.end.map { RecordingEndText.text($0.reason) })
    }
}

extension ReportContent.Function {
    init(_ row: FunctionRow, metric: Metric) {
        self.init(
            function: row.name, module: row.module, selfNs: row.selfWeight.cpu.rawValue,
            totalNs: row.total.cpu.rawValue, selfWallNs: row.selfWeight.wall.rawValue,
            totalWallNs: row.total.wall.rawValue, selfSamples: row.selfWeight.samples,
            totalSamples: row.total.samples, selfShare: row.selfShare(metric), totalShare: row.totalShare(metric))
    }
}

extension ReportContent.Stack {
    init(_ stack: HotStack) {
        self.init(
            functions: stack.functions.map(\.function), cpuNs: stack.weight.cpu.rawValue,
            wallNs: stack.weight.wall.rawValue, samples: stack.weight.samples, share: stack.share)
    }
}

extension ReportContent.Thread {
    init(_ row: ThreadRow, metric: Metric) {
        self.init(
            tid: row.thread.thread.rawValue, name: row.name, cpuNs: row.weight.cpu.rawValue,
            waitingNs: row.weight.waiting.rawValue, samples: row.weight.samples, share: row.share(metric),
            topFunction: row.topFunction?.function, ended: row.hasEnded)
    }
}

extension ReportContent.Unwinding {
    init(_ profile: Profile) {
        let tallies = profile.unwindTallies
        let broken = tallies.filter { $0.end != .root }.sorted { $0.count > $1.count }
        self.init(
            stacks: tallies.reduce(0) { $0 &+ $1.count },
            whole: tallies.reduce(0) { $0 &+ ($1.end == .root ? $1.count : 0) },
            frames: profile.counters.latest(.frames) ?? 0, framesGuessed: profile.counters.latest(.framesGuessed) ?? 0,
            broken: broken.map { tally in
                .init(reason: tally.end.rawValue, detail: profile.moduleName(tally.module), count: tally.count)
            })
    }
}
