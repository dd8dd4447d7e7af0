/// What a counter counts. The raw value is its name in a recording and in exports.
public enum CounterKind: String, Sendable, Codable, CaseIterable {
    // Of the target (`thread` is nil), a reading each second. Times and totals are cumulative since the process began.
    case cpuUser = "cpu.user.ns"
    case cpuSystem = "cpu.system.ns"
    case memoryResident = "memory.rss.bytes"
    case memoryProportional = "memory.pss.bytes"
    case faultsMinor = "faults.minor"
    case faultsMajor = "faults.major"
    case switchesVoluntary = "switches.voluntary"
    case switchesInvoluntary = "switches.involuntary"
    case bytesRead = "io.read.bytes"
    case bytesWritten = "io.written.bytes"
    case openFiles = "files.open"
    case threads = "threads"
    // Of one thread.
    case threadCPU = "thread.cpu.ns"
    /// The kernel's state letter (`R S D T Z …`) as an ASCII code.
    case threadState = "thread.state"
    // Of glass itself, over the second that ends at the reading.
    /// Ticks a second that were achieved, in thousandths of a hertz.
    case rateAchieved = "glass.rate.mhz"
    /// Time that glass kept the target's threads stopped, cumulative.
    case timeStopped = "glass.stopped.ns"
    /// What the stops took of the target's CPU time, in millionths.
    case costToTarget = "glass.cost.ppm"
    /// CPU time of the agent since the reading before; the first one's since it began.
    case agentCPU = "glass.cpu.ns"
    case agentMemory = "glass.rss.bytes"
    /// Stacks unwound, and those of them that reached a root; cumulative.
    case stacksUnwound = "glass.stacks"
    case stacksWhole = "glass.stacks.whole"
    /// Frames of them, and those that were found by a frame pointer because there was no unwind rule: a guess;
    /// cumulative.
    case frames = "glass.frames"
    case framesGuessed = "glass.frames.guessed"
    /// Code addresses that were looked up, and those that got no name; cumulative.
    case addresses = "glass.addresses"
    case addressesUnnamed = "glass.addresses.unnamed"
    /// Modules whose symbols were put away to keep within the memory bound, and may have to be read again; cumulative.
    case modulesEvicted = "glass.modules.evicted"
    /// What earlier runs had made of the same builds and could be used; what was made; what was not believed, because it was
    /// damaged or somebody else's; what could not be kept; cumulative.
    case cacheFound = "glass.cache.found"
    case cacheMade = "glass.cache.made"
    case cacheRefused = "glass.cache.refused"
    case cacheUnwritable = "glass.cache.unwritable"
}

/// Successive readings of one counter.
public struct CounterRun: Hashable, Sendable {
    /// A value at a time.
    public struct Reading: Hashable, Sendable {
        public let time: Timestamp
        public let value: Int64

        public init(time: Timestamp, value: Int64) {
            self.time = time
            self.value = value
        }
    }

    public let kind: CounterKind
    /// As of ``CounterReading/thread``.
    public let thread: ThreadKey?
    public let readings: [Reading]

    public init(kind: CounterKind, thread: ThreadKey?, readings: [Reading]) {
        self.kind = kind
        self.thread = thread
        self.readings = readings
    }
}

/// One reading of one counter.
public struct CounterReading: Hashable, Sendable, Codable {
    public let time: Timestamp
    public let kind: CounterKind
    /// None for the whole target (with `--children`, the sum over its processes) and for glass itself.
    public let thread: ThreadKey?
    public let value: Int64

    public init(time: Timestamp, kind: CounterKind, thread: ThreadKey? = nil, value: Int64) {
        self.time = time
        self.kind = kind
        self.thread = thread
        self.value = value
    }
}
