import GlassModel
import Glibc

/// How much of a stretch's stops belongs to its dearest tick alone.
struct DearestTick {
    /// In nanoseconds of stopped threads, as are all here.
    private var highest: Int64 = 0
    private var total: Int64 = 0
    private var ticks = 0

    /// - Parameter total: Of all stops until now; what it has grown by since the last call is one tick's.
    mutating func note(stopped total: Int64) {
        highest = max(highest, total - self.total)
        self.total = total
        ticks += 1
    }

    /// By how much the dearest tick is beyond what the others took on average; nothing where they are too few to tell.
    ///
    /// - Parameter stopped: Of all ticks since ``begin()``.
    func excess(of stopped: Double) -> Double {
        guard ticks >= Self.fewest else { return 0 }
        let dearest = Double(highest)
        return max(0, dearest - (stopped - dearest) / Double(ticks - 1))
    }

    private static let fewest = 3

    mutating func begin() { (highest, ticks) = (0, 0) }
}

/// What rare dear ticks cost on average, over the ticks of about the last ten seconds.
struct RareCost {
    private var excess = 0.0
    private var ticks: Double
    private static let memory = 10.0

    /// As if there had been none before.
    init(rate: Double) { ticks = rate * Self.memory }

    /// - Parameter excess: What one of these ticks cost beyond the others.
    mutating func add(_ excess: Double, ticks: Double, within time: Nanoseconds) {
        let kept = exp(-max(0, time.seconds) / Self.memory)
        self.excess = self.excess * kept + excess
        self.ticks = self.ticks * kept + ticks
    }

    var perTick: Double { ticks > 0 ? excess / ticks : 0 }
}
