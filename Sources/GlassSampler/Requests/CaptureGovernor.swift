import GlassModel

/// Keeps what watching sockets costs the target within a budget: where it costs more, it is not watched for as long as
/// makes up for it, then watched again.
struct CaptureGovernor {
    /// Watched for so long at least before it is judged.
    static let window = Nanoseconds(1_000_000_000)
    /// Never longer than this without a look.
    static let longestPause = Nanoseconds(30_000_000_000)

    /// A share of the target's CPU time, from 0 to 1.
    private let budget: Double
    private var windowStart: Nanoseconds
    private var costAtStart = Nanoseconds.zero
    private var cpuAtStart = Nanoseconds.zero
    private(set) var pausedUntil: Nanoseconds?
    /// What the last window cost, as a share of the target's CPU time.
    private(set) var cost = 0.0

    init(budget: Double, now: Nanoseconds) {
        self.budget = budget
        windowStart = now
    }

    enum Verdict {
        case goOn, stepBack, watchAgain
    }

    /// - Parameters:
    ///   - spent: Time spent on watching so far, in the target's threads.
    ///   - targetCPU: CPU time that the target has used so far.
    mutating func review(now: Nanoseconds, spent: Nanoseconds, targetCPU: Nanoseconds) -> Verdict {
        if let until = pausedUntil {
            guard now >= until else { return .goOn }
            pausedUntil = nil
            begin(now, spent, targetCPU)
            return .watchAgain
        }
        let elapsed = now - windowStart
        guard elapsed >= Self.window else { return .goOn }
        cost = share(of: spent - costAtStart, in: targetCPU - cpuAtStart, elapsed)
        begin(now, spent, targetCPU)
        guard cost > budget, budget > 0 else { return .goOn }
        let pause = Nanoseconds(Int64(Double(elapsed.rawValue) * (cost / budget - 1)))
        pausedUntil = now + min(max(pause, Self.window), Self.longestPause)
        return .stepBack
    }

    /// Of a target that hardly runs there is hardly anything to take: a tenth of the time that passed is the least that
    /// its CPU time counts for.
    private func share(of spent: Nanoseconds, in cpu: Nanoseconds, _ elapsed: Nanoseconds) -> Double {
        Double(spent.rawValue) / Double(max(1, cpu.rawValue, elapsed.rawValue / 10))
    }

    private mutating func begin(_ now: Nanoseconds, _ spent: Nanoseconds, _ cpu: Nanoseconds) {
        windowStart = now
        costAtStart = spent
        cpuAtStart = cpu
    }
}
