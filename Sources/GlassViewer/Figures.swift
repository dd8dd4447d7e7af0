import GlassAnalysis
import GlassModel

/// The figures of the header.
struct Figures: Sendable {
    /// Percent of one core, a value a second, the latest last.
    var cpu: [Double] = []
    /// Bytes.
    var memory: [Double] = []
    var elapsed = Nanoseconds.zero
    /// In hertz.
    var rate: Double?
    var rateAskedFor = 0.0
    /// Of the target's time, 0 … 1.
    var cost: Double?
    var lost: Int64 = 0
    /// In what was seen of connections. What is counted and not kept one by one is no gap.
    var gaps: Int64 = 0
    /// Of all samples that should be there, 0 … 1.
    var lostShare = 0.0
    /// Of all stacks that were unwound, 0 … 1.
    var brokenShare: Double?
    var threads = 0
    /// Of the requests of late, or of all of a finished recording; nil where none are captured.
    var requests: RouteRow?
    /// Read from another tool's file, so that nothing is known of how it was sampled.
    var isImported = false

    /// How many seconds the sparklines go back.
    private static let history: Int64 = 60

    init() {}

    init(profile: Profile) {
        let counters = profile.counters
        let all = profile.seconds
        let recent = max(all.lowerBound, all.upperBound &- Self.history)..<all.upperBound
        cpu = profile.cpuUse(seconds: recent).values.compactMap { $0 }
        memory = profile.memorySeries(seconds: recent).values.compactMap { $0 }
        // Many imports put all their time into one second.
        if profile.info.engine == .imported, all.count < 2 { cpu = [] }
        elapsed = profile.duration
        isImported = profile.info.engine == .imported
        rate = counters.latest(.rateAchieved).map { Double($0) / 1000 }
        rateAskedFor = profile.info.rate
        cost = counters.latest(.costToTarget).map { Double($0) / 1_000_000 }
        threads = profile.threads.values.count { $0.ended == nil }
        if profile.hasTraffic { requests = RouteStatistics(profile: profile, seconds: Self.lately(profile)).all }
        countLosses(profile)
    }

    /// Ten whole seconds, without the one that is not over.
    private static func lately(_ profile: Profile) -> Range<Int64>? {
        guard profile.info.end == nil else { return nil }
        let end = profile.seconds.upperBound &- 1
        let first = max(profile.seconds.lowerBound, end &- 10)
        return first < end ? first..<end : nil
    }

    private mutating func countLosses(_ profile: Profile) {
        for loss in profile.losses {
            if loss.reason.isOfSamples {
                lost &+= max(0, loss.count)
            } else if loss.reason != .requestNotKept, loss.reason != .queryNotKept {
                gaps &+= max(0, loss.count)
            }
        }
        let samples = profile.threadWeights().values.reduce(0) { $0 &+ $1.samples }
        lostShare = lost > 0 ? Double(lost) / Double(max(1, samples &+ lost)) : 0
        let unwound = profile.unwindTallies.reduce(0) { $0 &+ max(0, $1.count) }
        let whole = profile.unwindTallies.filter { $0.end == .root }.reduce(0) { $0 &+ max(0, $1.count) }
        brokenShare = unwound > 0 ? Double(unwound &- whole) / Double(unwound) : nil
    }
}

extension LossReason {
    /// Whether samples are missing, and not something of requests.
    fileprivate var isOfSamples: Bool {
        switch self {
        case .socketEventsDropped, .connectionResynchronised, .connectionForgotten, .requestNotKept, .queryNotKept,
            .requestsSteppedBack:
            false
        default: true
        }
    }
}
