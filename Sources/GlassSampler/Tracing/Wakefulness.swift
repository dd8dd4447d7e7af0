import GlassModel
import GlassProc

/// How much of its time a thread was on a CPU or ready for one of late, and whether it never gives it up.
struct Wakefulness {
    /// Of the time between its stops of late, since it was last seen waiting; 1 is all of it.
    private var share = 0.0
    /// When it last went on after a stop, and how long it had been awake then.
    private var lastStop: (end: Nanoseconds, awake: Nanoseconds)?
    /// How often it had been given a CPU when a tick looked at it last.
    private var timeslicesSeen: UInt64?
    /// Between the last two looks it was given a CPU no more often than the stops between them make necessary.
    private var staysAwake = false
    /// How often it was stopped without a look since the last one.
    private(set) var unlooked = 0

    /// It has hardly slept of late.
    var isMostlyAwake: Bool { share > 0.97 }

    /// It is given a CPU after its stops and at no other time.
    var neverWaits: Bool { staysAwake && timeslicesSeen != nil && isMostlyAwake }

    /// Takes note of what a tick found, before the thread is stopped. After a stop it is given a CPU once; where the tracer had
    /// taken its CPU away, once more, to stop on.
    mutating func noteLook(_ current: SchedStat, isBesideTracer: Bool) {
        staysAwake = timeslicesSeen.map { current.timeslices &- $0 <= turnsDue(isBesideTracer) } ?? false
        timeslicesSeen = current.timeslices
        unlooked = 0
    }

    /// Takes note of what was read after a stop that no look came before, when the thread may have been given its CPU or not yet.
    mutating func noteLateLook(_ current: SchedStat) {
        staysAwake = timeslicesSeen.map { current.timeslices &- $0 <= turnsDue(false) } ?? false
        timeslicesSeen = nil
        unlooked = 0
    }

    private func turnsDue(_ isBesideTracer: Bool) -> UInt64 { (isBesideTracer ? 2 : 1) * UInt64(unlooked + 1) }

    /// Takes note of a stop that no look comes before.
    mutating func skipLook() { unlooked += 1 }

    /// It was off its CPU since it was looked at, other than at its stops; `known` is what was counted then.
    func hasWaited(by current: SchedStat, since known: SchedStat) -> Bool {
        guard unlooked > 0 else { return current.timeslices != known.timeslices }
        return timeslicesSeen.map { current.timeslices &- $0 > UInt64(unlooked) } ?? true
    }

    /// Takes note of a stop, after which its times are exact.
    ///
    /// One that was never given a CPU again has not slept. Times alone do not tell: while the host of a virtual machine runs
    /// another guest, they stand still.
    mutating func noteStop(from asked: Nanoseconds, to end: Nanoseconds, _ scheduling: SchedStat) {
        let awake = scheduling.runTime + scheduling.queueTime
        if let lastStop {
            let share = Double((awake - lastStop.awake).rawValue) / Double(max(1, (asked - lastStop.end).rawValue))
            self.share += ((staysAwake ? 1 : min(share, 1)) - self.share) / 8
        }
        lastStop = (end, awake)
    }
}
