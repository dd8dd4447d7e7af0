import GlassCache
import GlassModel
import GlassSystem
import GlassUnwind

/// The second stage: takes what the tracer copied, follows the stacks, gives them numbers, counts how each unwind
/// ended, and hands a batch to the recorder about seven times a second, twice while nobody watches. Runs on a thread of its
/// own.
final class Unwinding {
    private let news: Mailbox<TracerNews>
    private let batches: Mailbox<UnwoundBatch>
    private let pool: CapturedStackPool
    let clock: RecordingClock
    let pythonOptions: PythonOptions
    let codeOptions: CodeOptions
    private let engine: Engine
    let registry: ModuleRegistry
    private let compilation = BackgroundWork(name: "glass-rules")
    lazy var reading = BackgroundWork(name: "glass-generated")
    var generatedCode: [ProcessID: GeneratedCode] = [:]
    var generatedFunctions: GeneratedFunctionTable
    private var kernelStacks = KernelStacks()
    var spaces: [ProcessID: AddressSpace] = [:]
    /// The maps of all of them are read again in a four-hundredth of the time at most.
    private var mapRest = WorkRest(factor: 399)
    private var roundBegan = Nanoseconds.zero
    /// How many there were when the others were last forgotten.
    private var modulesInUse = 0
    var interner: StackInterner
    var waitSites = WaitSites()
    private var callSites = CallSites()
    private var learners: [ThreadKey: CopySizeLearner] = [:]
    var accounts = ThreadAccounts()
    var ledger = LossLedger()
    private var batch = UnwoundBatch()
    var frames: [CodeAddress] = []
    var places: [Place] = []
    /// The stack pointer at each of `frames`, where others are to be matched with them.
    var stackPointers: [VirtualAddress] = []
    var pythons = PythonStacks()
    var pythonFunctions: PythonFunctionTable
    var startCode = StartCode()
    let runtimes: RuntimeSearch
    private let cache: BuildCache?
    /// Stacks unwound, and those that reached a root.
    private var unwound: Int64 = 0
    private var whole: Int64 = 0
    /// Their frames, and those that were found by frame pointers.
    private var frameCount: Int64 = 0
    private var guessedFrames: Int64 = 0
    /// The last stacks asked for a larger copy, or for a stop: whether the next ones do is to be seen soon.
    var isLearning = false

    init(
        news: Mailbox<TracerNews>, batches: Mailbox<UnwoundBatch>, pool: CapturedStackPool, clock: RecordingClock,
        plans: RuntimePlans, options: SamplerOptions
    ) {
        self.news = news
        self.batches = batches
        self.pool = pool
        self.clock = clock
        interner = StackInterner(limit: options.maximumStacks)
        registry = ModuleRegistry(limit: options.maximumModules)
        generatedFunctions = GeneratedFunctionTable(functionLimit: options.maximumFunctions)
        pythonFunctions = PythonFunctionTable(functionLimit: options.maximumFunctions)
        pythonOptions = options.python
        codeOptions = options.code
        engine = options.engine
        runtimes = RuntimeSearch(plans: plans)
        cache = options.cache
    }

    /// A transaction costs the recorder as much as some ten stacks; who watches looks ten times a second, and sees what
    /// happened within a quarter of a second.
    private static let batchTime = Nanoseconds(150_000_000)
    /// While nobody watches: what was not in use for a while is in no cache any more, so that few rounds cost less than many.
    private static let unwatchedTime = Nanoseconds(500_000_000)

    /// Works until the end has been told and handed on.
    func run() {
        if engine == .perf { kernelStacks.readNames() }
        var received: [TracerNews] = []
        var nextBatch = Clocks.monotonic
        var isOver = false
        while !isOver {
            // What came before the next batch is due is unwound with it, unless it grows too much: to wake up for
            // each tick costs more than the stacks do. But the tracer must not wait for what it has to know.
            let soon = Clocks.monotonic + Nanoseconds(20_000_000)
            news.receive(into: &received, until: isLearning ? min(soon, nextBatch) : nextBatch)
            isLearning = false
            pythons.beginRound()
            roundBegan = Clocks.monotonic
            for item in received { isOver = take(item) || isOver }
            received.removeAll(keepingCapacity: true)
            let now = Clocks.monotonic
            if isOver || now >= nextBatch {
                handOver()
                nextBatch = now + (batches.isReceiverPatient ? Self.unwatchedTime : Self.batchTime)
            }
        }
    }

    /// True for the last item of all.
    private func take(_ item: TracerNews) -> Bool {
        switch item {
        case .thread(let record):
            batch.threads.append(record)
            if let end = record.ended {
                accounts.takeCarried(of: record.key).map { attribute($0, of: record.key, at: end) }
                forget(record.key)
            }
        case .processFound(let process):
            if let space = space(of: process) { runtimes.look(at: space, registry) }
        case .execed(let process):
            forget(process)
            _ = space(of: process)
        case .mappedCode(let process): spaces[process]?.mapsNewCode()
        case .program(let program): batch.program = program
        case .processEnded(let process): forget(process)
        case .stack(let stack): unwind(stack)
        case .standing(let thread, let time, let weight): accounts.stands(thread, time, weight)
        case .betweenSamples(let thread, let time, let weight): attribute(weight, of: thread, at: time)
        case .counters(let readings): count(readings)
        case .loss(let reason, let detail, let count): ledger.add(reason, detail, count)
        case .end(let end):
            accounts.giveUpAll()
            for (thread, weight) in accounts.takeCarried() { attribute(weight, of: thread, at: end.time) }
            batch.end = end
            return true
        }
        return false
    }

    private func handOver() {
        if kernelStacks.hasNew { batch.kernelModule = registry.module(named: "[kernel]") }
        forgetModules()
        batch.modules = registry.takeUnannounced().map { ($0.module, $0.source) }
        batch.forgottenModules = registry.takeForgotten()
        (batch.places, batch.nodes) = interner.takeNew()
        batch.pythonFunctions = pythonFunctions.takeNew()
        batch.generatedFunctions = generatedFunctions.takeNew()
        batch.kernelFunctions = kernelStacks.takeNew()
        for code in generatedCode.values {
            for loss in code.losses { ledger.set(.generatedCodeUnread, loss.detail, loss.count) }
        }
        ledger.set(.dictionaryFull, "", interner.overflow)
        ledger.set(.dictionaryFull, "modules", registry.overflow)
        ledger.set(.dictionaryFull, "functions", pythonFunctions.overflow + generatedFunctions.overflow)
        batch.samples = accounts.takeSamples()
        countGivenUp(accounts.takeGivenUp())
        let now = clock.now
        batch.handedOver = Clocks.monotonic
        batch.losses = ledger.takeChangedLosses(at: now)
        batch.tallies = ledger.takeChangedTallies()
        let full = batch
        batch = UnwoundBatch()
        batches.update { waiting in
            if waiting.isEmpty { waiting.append(full) } else { waiting[waiting.count - 1].append(full) }
            return waiting[waiting.count - 1].isUrgent
        }
    }

    // MARK: - Samples

    private func unwind(_ stack: CapturedStack) {
        defer { pool.giveBack(stack) }
        guard let space = space(of: stack.process) else {
            ledger.add(.unreadable, "process \(stack.process)", 1)
            return
        }
        frames.removeAll(keepingCapacity: true)
        let kernel = kernelStacks.take(stack)
        // The kernel comes late to a sample whose thread fell asleep meanwhile: it is taken when the thread wakes, and
        // its time belongs to the next one that catches the thread at work.
        guard !kernelStacks.isInScheduler || stack.isWaiting else {
            accounts.carry(stack.weight, of: stack.thread)
            return
        }
        let registers = registers(of: stack)
        stack.systemCall = callSites.call(stack.systemCall, of: stack.process, at: registers)
        refreshIfOutdated(space)
        var result = space.unwind(stack, registers, into: &frames)
        runtimes.look(at: space, registry)
        stackPointers = stack.needsStackPointers ? space.stackPointers : []
        if result.end == .registerUnknown, stack.blockedAt != nil {
            guard let again = unwindAtKnownSite(stack, registers, space) else {
                awaitStop(of: stack, result)
                return
            }
            result = again
        } else if stack.blockedAt == nil, stack.weight.cpu == .zero, stack.systemCall != nil {
            rememberSite(stack, registers, space)
        }
        learn(from: result, stack)
        count(result)
        emit(stack, intern(stack, registers, result, kernel))
    }

    func registers(of stack: CapturedStack) -> RegisterSet {
        if let blocked = stack.blockedAt {
            return RegisterSet(
                architecture: .native, instructionPointer: blocked.instruction, stackPointer: blocked.stack)
        }
        return stack.registers.withBytes { RegisterSet(architecture: .native, generalRegisters: $0) }
            ?? RegisterSet(architecture: .native)
    }

    private func emit(_ stack: CapturedStack, _ number: Int32) {
        if counts(stack) { accounts.seen(stack, at: number) } else { accounts.ignore(stack.thread) }
    }

    private func counts(_ stack: CapturedStack) -> Bool {
        !pythonOptions.lockHoldersOnly || stack.holdsInterpreterLock == true
    }

    /// Time on a CPU that no sample caught goes where the thread was last caught running, other time to where it last
    /// waited; where it never was, glass says so.
    private func attribute(_ weight: Weight, of thread: ThreadKey, at time: Timestamp) {
        let last = accounts.lastStack(of: thread, for: weight)
        guard last != nil || !pythonOptions.lockHoldersOnly else { return }
        let stack = last ?? interner.intern([weight.cpu > .zero ? .betweenSamples : .blocked])
        accounts.give(weight, of: thread, at: time, to: stack)
    }

    // MARK: - Book-keeping

    private func space(of process: ProcessID) -> AddressSpace? {
        if let known = spaces[process] { return known }
        let space = try? AddressSpace(
            of: process, registry: registry,
            rules: .tablesInBackground(keptIn: cache) { [compilation] in compilation.add($0) })
        spaces[process] = space
        return space
    }

    private func refreshIfOutdated(_ space: AddressSpace) {
        guard space.isOutdated(at: roundBegan), mapRest.isOver(at: roundBegan) else { return }
        let begin = Clocks.monotonic
        space.refresh()
        mapRest.start(from: begin, to: Clocks.monotonic)
    }

    private func learn(from result: UnwindResult, _ stack: CapturedStack) {
        if result.missing != nil { isLearning = true }
        learners[stack.thread, default: CopySizeLearner()].learn(from: result, base: stack.base, advice: stack.advice)
    }

    private func count(_ readings: [CounterReading]) {
        batch.counters += readings
        guard let time = readings.last?.time else { return }
        let totals: [(CounterKind, Int64)] = [
            (.stacksUnwound, unwound), (.stacksWhole, whole), (.frames, frameCount), (.framesGuessed, guessedFrames),
        ]
        batch.counters += totals.map { CounterReading(time: time, kind: $0.0, value: $0.1) }
    }

    private func count(_ result: UnwindResult) {
        unwound += 1
        if result.end == .root { whole += 1 }
        frameCount += Int64(frames.count)
        guessedFrames += Int64(result.framePointerFrames)
        ledger.add(UnwindTally(module: result.lastModule?.id, end: result.end, count: 1))
    }

    /// Stacks that were awaited from a stop that never came.
    private func countGivenUp(_ count: Int64) {
        guard count > 0 else { return }
        ledger.add(UnwindTally(module: nil, end: .registerUnknown, count: count))
        unwound += count
    }

    /// What is known of files that nobody has mapped any more, once there are many.
    private func forgetModules() {
        guard registry.detailedCount > 2 * modulesInUse + 64 else { return }
        let inUse = Set(spaces.values.lazy.flatMap(\.modules))
        registry.forget(except: inUse)
        modulesInUse = inUse.count
    }

    /// After its end, or when it became another program.
    private func forget(_ process: ProcessID) {
        spaces[process] = nil
        callSites.forget(process)
        pythons.forget(process)
        generatedCode[process] = nil
        generatedFunctions.forget(process)
        runtimes.forget(process)
    }

    private func forget(_ thread: ThreadKey) {
        accounts.forget(thread)
        learners[thread] = nil
        pythons.forget(thread)
        waitSites.forget(thread)
    }
}
