import GlassModel
import GlassProc
import GlassSystem

/// The events that are open, and the rings, one for each CPU, that all of their records come through.
///
/// Each thread that was there when sampling began has two events on each CPU; threads and processes that are made later
/// inherit them. To sample at another rate, or to copy more of the stack, all are opened anew: what was inherited
/// cannot be changed.
final class PerfEvents {
    /// A thread that events were opened for, in one of the rounds of opening them.
    struct Root: Hashable {
        let thread: ThreadID
        let round: Int
    }

    /// What a record's event tells.
    struct Source {
        let root: Root
        let isSwitch: Bool
    }

    struct Settings: Equatable {
        var rate: Double
        var stackSize: Int
        var seesKernel: Bool
        var followsChildren: Bool

        var layout: PerfSampleLayout { PerfSampleLayout(hasKernelFrames: seesKernel) }

        /// CPU time from one sample of a thread to its next.
        var period: Nanoseconds { Nanoseconds.seconds(1 / max(rate, 0.001)) }

        fileprivate var descriptions: [PerfEvent.Description] {
            var triggers: [PerfEvent.Trigger] = [.cpuTime(period: period)]
            // A switch happens in the kernel: who may not look there is not told where.
            if seesKernel { triggers.append(.contextSwitches(perSecond: UInt64(max(1, rate.rounded())))) }
            return triggers.map { trigger in
                PerfEvent.Description(
                    trigger: trigger, stackSize: stackSize, seesKernel: seesKernel, followsChildren: followsChildren)
            }
        }
    }

    private(set) var settings: Settings
    let rings: [PerfRing]
    private let cpus: [Int32]
    private var open: [Root: [PerfEvent]] = [:]
    private var sources: [UInt64: Source] = [:]
    private var round = 0
    /// What would have been a larger ring is more memory than may be locked.
    let isRingCutShort: Bool

    /// Makes the rings.
    init(_ settings: Settings) throws(SystemError) {
        self.settings = settings
        cpus = Self.onlineCPUs()
        let wanted = Self.ringSize(settings)
        var size = wanted
        while true {
            do throws(SystemError) {
                rings = try Self.rings(on: cpus, size: size)
                break
            } catch {
                guard error.errno == .notPermitted || error.errno == .noMemory, size > Self.smallestRing else {
                    throw error
                }
                size /= 2
            }
        }
        isRingCutShort = size < wanted
    }

    private static let smallestRing = 128 << 10

    /// Enough for what comes in an eighth of a second, as a power of two of pages.
    private static func ringSize(_ settings: Settings) -> Int {
        let bytes = 2 * settings.rate * Double(PerfEvent.largestStack) / 8
        var size = 1 << 20
        while Double(size) < bytes, size < 32 << 20 { size *= 2 }
        return size
    }

    private static func rings(on cpus: [Int32], size: Int) throws(SystemError) -> [PerfRing] {
        var rings: [PerfRing] = []
        for cpu in cpus { rings.append(try PerfRing(cpu: cpu, size: size)) }
        return rings
    }

    private static func onlineCPUs() -> [Int32] {
        let text = (try? ProcFiles.content(of: "/sys/devices/system/cpu/online")) ?? []
        return CPUList(text.span)?.cpus ?? [0]
    }

    // MARK: - Events

    /// What a record's event tells; nil of events that are closed.
    func source(of event: UInt64) -> Source? { sources[event] }

    func isOpen(for thread: ThreadID) -> Bool { open[Root(thread: thread, round: round)] != nil }

    /// Opens the events of one thread; they begin at once. False where the thread is gone.
    func add(_ thread: ThreadID) throws(SystemError) -> Bool {
        let root = Root(thread: thread, round: round)
        var events: [PerfEvent] = []
        for (description, isSwitch) in zip(settings.descriptions, [false, true]) {
            for (cpu, ring) in zip(cpus, rings) {
                do throws(SystemError) {
                    let event = try PerfEvent(description, of: thread, on: cpu)
                    try event.send(to: ring)
                    sources[event.id] = Source(root: root, isSwitch: isSwitch)
                    events.append(event)
                } catch {
                    for event in events { sources[event.id] = nil }
                    if error.errno == .noSuchProcess { return false }
                    throw error
                }
            }
        }
        open[root] = events
        return true
    }

    /// Closes the events that were opened for a thread, which inherited others.
    func close(_ thread: ThreadID) {
        for event in open.removeValue(forKey: Root(thread: thread, round: round)) ?? [] { sources[event.id] = nil }
    }

    /// Begins a round: events that are added from now on are opened like this. Those of the round before go on.
    func beginRound(_ settings: Settings) {
        self.settings = settings
        round += 1
    }

    /// Ends the events of earlier rounds. What they wrote can still be told from ``source(of:)``.
    func closeEarlierRounds() { open = open.filter { $0.key.round == round } }

    /// Forgets events that are closed, when all that they wrote has been read.
    func forgetClosed() {
        sources = sources.filter { $0.value.root.round == round && open[$0.value.root] != nil }
    }

    /// Moves the samples of a thread a little in time: a period that always falls on the same phase of a periodic thread
    /// would see only that phase.
    func jitter(_ thread: ThreadID, using random: inout JitterGenerator) {
        let period = settings.period
        for event in (open[Root(thread: thread, round: round)] ?? []).prefix(cpus.count) {
            let change = Int64.random(in: -period.rawValue / 10...period.rawValue / 10, using: &random)
            event.restart(period: period + Nanoseconds(change))
        }
    }

    func setEnabled(_ isEnabled: Bool) {
        for event in open.values.joined() { event.setEnabled(isEnabled) }
    }
}
