import GlassModel
import GlassSymbols

/// What the unwinder hands to the recorder: stacks by number, not yet named.
struct UnwoundBatch: Sendable {
    /// A sample of the stack with this number.
    struct StackSample: Sendable {
        let time: Timestamp
        let thread: ThreadKey
        let stack: Int32
        var weight: Weight
        /// The thread is known to have stood at this stack all the while; otherwise it was seen there at the end.
        var isStanding = false
        /// The address of the asyncio task that the thread worked for; 0 for none.
        var task: UInt64 = 0
    }

    var threads: [ThreadRecord] = []
    /// New to the recording, or back again after they were forgotten.
    var modules: [(module: Module, source: SymbolSource)] = []
    /// Modules that no later place is in, unless they are among `modules` again.
    var forgottenModules: [ModuleID] = []
    var pythonFunctions: [PythonFunctionTable.Entry] = []
    var generatedFunctions: [GeneratedFunction] = []
    /// Names of functions of the kernel, and the module that they stand in from the first one on.
    var kernelFunctions: [String] = []
    var kernelModule: ModuleID?
    var places: [Place] = []
    var nodes: [StackInterner.Node] = []
    var samples: [StackSample] = []
    var counters: [CounterReading] = []
    var losses: [Loss] = []
    var tallies: [UnwindTally] = []
    /// When it was handed over, by the monotonic clock: what was sampled until shortly before is in it.
    var handedOver = Nanoseconds.zero
    var program: Program?
    var end: RecordingEnd?

    /// So many samples are written at once, whether anybody watches or not.
    private static let sampleLimit = 20_000

    /// Whether it may not wait for others: it is the last one, it is large, or it brings modules, whose files may be gone
    /// when the process that they were found in has ended.
    var isUrgent: Bool { end != nil || !modules.isEmpty || samples.count > Self.sampleLimit }

    /// What came later, behind what came before; a recorder that lags reads both at once.
    mutating func append(_ later: UnwoundBatch) {
        threads += later.threads
        modules += later.modules
        let back = Set(later.modules.lazy.map(\.module.id))
        forgottenModules = forgottenModules.filter { !back.contains($0) } + later.forgottenModules
        pythonFunctions += later.pythonFunctions
        generatedFunctions += later.generatedFunctions
        kernelFunctions += later.kernelFunctions
        kernelModule = later.kernelModule ?? kernelModule
        places += later.places
        nodes += later.nodes
        samples += later.samples
        counters += later.counters
        losses += later.losses
        tallies += later.tallies
        handedOver = max(handedOver, later.handedOver)
        program = later.program ?? program
        end = end ?? later.end
    }
}
