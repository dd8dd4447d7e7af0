import GlassModel
import GlassProc

/// How much of its time a thread was on a CPU or ready for one of late.
struct Wakefulness {
    /// Of the time between its stops of late, since it was last seen waiting; 1 is all of it.
    private var share = 0.0
    /// When it last went on after a stop, and how long it had been awake then.
    private var lastStop: (end: Nanoseconds, awake: Nanoseconds)?
    /// How often it had been given a CPU when a tick looked at it last.
    private var timeslicesSeen: UInt64?
    /// Between the last two looks it was given a CPU no more often than the stop between them makes necessary.
    private var staysAwake = false

    /// It has hardly slept of late.
    var isMostlyAwake: Bool { share > 0.97 }

    /// Takes note of what a tick found, before the thread is stopped. After a stop it is given a CPU once; where the tracer had
    /// taken its CPU away, once more, to stop on.
    mutating func noteLook(_ current: SchedStat, isBesideTracer: Bool) {
        let due: UInt64 = isBesideTracer ? 2 : 1
        staysAwake = timeslicesSeen.map { current.timeslices &- $0 <= due } ?? false
        timeslicesSeen = current.timeslices
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
