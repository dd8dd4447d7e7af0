import GlassModel
import GlassRuntimes
import GlassSystem

/// Finds CPython in the target's processes, and its threads and event loops; runs on a thread of its own, from the first
/// moment of a recording to its last.
final class PythonWatch {
    /// What it is told while it waits.
    enum Word: Equatable, Sendable {
        /// A thread or a process was made: it may run Python in a moment.
        case newcomer
        /// A sample met a thread that nothing is known of, in a process that runs Python: it may not have told the interpreter
        /// of itself when it was made.
        case strangerMet
        /// A process runs another program now.
        case execed(ProcessID)
        case stop
    }

    private let root: ProcessID
    private let followsChildren: Bool
    private let findings: PythonFindings
    private let news: Mailbox<TracerNews>
    private let readsStacks: Bool
    /// Without Python nothing is counted at all, which the recording must say.
    private let needsPython: Bool
    private var hasFoundPython = false
    private var processes: [ProcessID] = []
    private var pythons: [ProcessID: PythonProcess] = [:]
    private var contents: [ProcessID: PythonFindings.Content] = [:]
    /// Processes in which no Python was found when they were last looked at, and at how many looks.
    private var looks: [ProcessID: Int] = [:]
    private var filesWithoutPython: Set<FileIdentity> = []
    private var nextProcess = 0
    private var nextFamilyLook = Nanoseconds.zero

    /// A look takes about 0.2 ms.
    private static let looksAtOnce = 8
    /// A process may load Python only after it has started; after so many looks glass believes that it does not.
    private static let patience = 48
    private static let shortestPeriod = Nanoseconds(10_000_000)
    private static let rest = WorkRest(factor: 799)
    /// Between looks that it is asked for: threads may be made by the thousand.
    private static let restBetweenWords = WorkRest(factor: 24)
    private static let longestPeriod = Nanoseconds(500_000_000)
    /// While there are event loops, which begin and end without a word.
    private static let periodWithLoops = Nanoseconds(250_000_000)
    /// While there is no Python.
    private static let periodWithoutPython = Nanoseconds(1_000_000_000)

    init(options: SamplerOptions, findings: PythonFindings, news: Mailbox<TracerNews>) {
        root = options.process
        // Requests are watched in all of the target's processes, and so are the tasks that serve them.
        followsChildren = options.followsChildren || options.requests != nil
        self.findings = findings
        self.news = news
        readsStacks = options.python.isRead
        needsPython = options.python.lockHoldersOnly
    }

    /// Looks until it is told to stop: often at first and after something is new, else four times a second where
    /// event loops run, twice where other Python does, once where there is none. `looked` is called after the first look.
    func run(until words: Mailbox<Word>, looked: () -> Void) {
        var period = Self.shortestPeriod
        var earliest = Nanoseconds.zero
        look()
        looked()
        while true {
            let heard = hear(from: words, until: Clocks.monotonic + period, notBefore: earliest)
            period = heard.isEmpty ? min(Nanoseconds(period.rawValue * 2), longestPeriod) : Self.shortestPeriod
            for word in heard {
                switch word {
                case .stop: return complain()
                case .newcomer: nextFamilyLook = .zero
                case .strangerMet: break
                case .execed(let process): forget(process)
                }
            }
            let before = Clocks.threadCPU
            look()
            let work = Clocks.threadCPU - before
            // Where a target has thousands of mappings, to look takes longer.
            period = max(period, Self.rest.time(after: work))
            earliest = Clocks.monotonic + min(Self.restBetweenWords.time(after: work), Self.longestPeriod)
        }
    }

    /// What it is told until `deadline`; once it is told something, what else it is told before `earliest`.
    private func hear(
        from words: Mailbox<Word>, until deadline: Nanoseconds, notBefore earliest: Nanoseconds
    ) -> [Word] {
        var heard: [Word] = []
        words.receive(into: &heard, until: deadline)
        while !heard.isEmpty, !heard.contains(.stop), Clocks.monotonic < earliest {
            var more: [Word] = []
            words.receive(into: &more, until: earliest)
            heard += more
        }
        return heard
    }

    private var longestPeriod: Nanoseconds {
        if pythons.isEmpty { return Self.periodWithoutPython }
        return contents.values.contains { !$0.loops.isEmpty } ? Self.periodWithLoops : Self.longestPeriod
    }

    private func complain() {
        guard needsPython, !hasFoundPython else { return }
        news.send(
            .loss(.pythonFrames, detail: "no Python was found whose interpreter lock a thread could hold", count: 1))
    }

    private func forget(_ process: ProcessID) {
        pythons[process] = nil
        contents[process] = nil
        looks[process] = nil
    }

    private func look() {
        findProcesses()
        // Of many processes only some are looked at each time, in turns.
        for _ in 0..<min(processes.count, Self.looksAtOnce) {
            nextProcess = (nextProcess + 1) % processes.count
            look(at: processes[nextProcess])
        }
        findings.publish(
            contents.values.reduce(into: .init()) { all, some in
                all.threads.merge(some.threads) { first, _ in first }
                all.loops.merge(some.loops) { first, _ in first }
            })
    }

    private func findProcesses() {
        let now = Clocks.monotonic
        guard now >= nextFamilyLook else { return }
        nextFamilyLook = now + Nanoseconds(1_000_000_000)
        processes = followsChildren ? WatchedProcesses.family(of: root) : [root]
        let alive = Set(processes)
        for process in looks.keys where !alive.contains(process) { looks[process] = nil }
        for process in pythons.keys where !alive.contains(process) { forget(process) }
    }

    private func look(at process: ProcessID) {
        if pythons[process] == nil, looks[process, default: 0] < Self.patience {
            looks[process, default: 0] += 1
            find(in: process)
        }
        guard pythons[process] != nil else { return }
        hasFoundPython = true
        contents[process] = PythonFindings.Content(
            threads: readsStacks ? pythons[process]?.threads() ?? [:] : [:],
            loops: pythons[process]?.runningLoops() ?? [:])
        // Every interpreter has a thread until it ends; another may begin.
        if readsStacks, contents[process]?.threads.isEmpty != false { pythons[process] = nil }
    }

    private func find(in process: ProcessID) {
        do throws(PythonRuntimeError) {
            pythons[process] = try PythonProcess(process, passingOver: &filesWithoutPython)
        } catch {
            if error.mayPass, looks[process, default: 0] < Self.patience { return }
            looks[process] = Self.patience
            news.send(.loss(.pythonFrames, detail: "\(error)", count: 1))
        }
    }
}
