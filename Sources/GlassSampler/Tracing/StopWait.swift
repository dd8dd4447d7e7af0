import GlassModel

/// How long to wait for the threads of a tick to stop.
///
/// A thread that runs stops within microseconds. To set a timer for the next tick meanwhile, and to take it back, takes longer
/// than all the rest of such a wait where it comes before the kernel's own tick. So where the threads of the last ticks have
/// all stopped at once, those of this one may take until after the kernel's tick, once. Where threads have to wait for a CPU to
/// stop on that fails now and then, and costs some ticks: each time, twice as many must have gone well before the next.
struct StopWait {
    /// Ticks in a row whose threads stopped at once.
    private var promptTicks = 0
    private var ticksToTrust = leastTicksToTrust

    static let leastTicksToTrust = 8
    static let mostTicksToTrust = 4096
    static let prompt = Nanoseconds(500_000)
    /// A little longer than the kernel's tick mostly is.
    static let longest = Nanoseconds(5_000_000)

    /// All threads that a tick asked to stop had done so after this time.
    mutating func allStopped(after time: Nanoseconds) {
        guard time < Self.prompt else { return wasInVain() }
        promptTicks = min(promptTicks + 1, Self.mostTicksToTrust)
        if promptTicks == Self.mostTicksToTrust { ticksToTrust = Self.leastTicksToTrust }
    }

    /// None stopped in all the time that there was.
    mutating func wasInVain() {
        if isTrusting { ticksToTrust = min(2 * ticksToTrust, Self.mostTicksToTrust) }
        promptTicks = 0
    }

    /// When to stop waiting where the next work is due at `due`; nil where that is when.
    func end(from now: Nanoseconds, due: Nanoseconds) -> Nanoseconds? {
        isTrusting ? max(due, now + Self.longest) : nil
    }

    private var isTrusting: Bool { promptTicks >= ticksToTrust }
}
