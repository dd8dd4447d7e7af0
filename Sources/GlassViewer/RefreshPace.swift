/// How often what is shown is computed anew: as news come, but never so often that it takes more than a tenth of a core,
/// however large the recording is.
struct RefreshPace {
    private static let costFactor = 9

    private var lastEnd: ContinuousClock.Instant?
    private var lastCost = Duration.zero
    private var isAsked = false

    /// There is news. Gives how long to wait before computing; nil where that is waited for already.
    mutating func ask(at now: ContinuousClock.Instant) -> Duration? {
        guard !isAsked else { return nil }
        isAsked = true
        guard let lastEnd else { return .zero }
        return max(.zero, lastCost * Self.costFactor - (now - lastEnd))
    }

    mutating func done(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        isAsked = false
        lastEnd = end
        lastCost = end - start
    }
}
