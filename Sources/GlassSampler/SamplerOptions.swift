import GlassCache
import GlassModel

/// What to sample, and how.
public struct SamplerOptions: Sendable {
    public var process: ProcessID
    /// Ticks a second that are asked for.
    public var rate: Double
    /// The share of the target's time that stops may take, from 0 to 1.
    public var budget: Double
    /// None to go on until told to stop, or until the target ends.
    public var duration: Nanoseconds?
    /// Processes that the target forks are sampled as well.
    public var followsChildren: Bool
    /// What takes the samples.
    public var engine = Engine.ptrace
    /// How threads that run Python are shown.
    public var python = PythonOptions()
    /// How compiled code is shown.
    public var code = CodeOptions()
    /// What is kept of requests; nil where they are not watched.
    public var requests: RequestRules?
    /// The share of the target's CPU time that watching requests may take, from 0 to 1.
    public var requestBudget = 0.1
    /// Where what is made of builds of programs is kept for the next run; none to make it anew.
    public var cache: BuildCache?
    /// Distinct stacks that are kept apart; what comes after them stands under `[other]`. As many as an ``IndexTable`` holds
    /// in two megabytes besides its keys.
    public var maximumStacks = 3 << 17
    /// Modules that are told apart; functions of those that come after them stand as `[other]`.
    public var maximumModules = 4_096
    /// Functions of Python, and of code that is made at run time, that are told apart; others stand as `[other]`.
    public var maximumFunctions = 1 << 18

    public init(
        process: ProcessID, rate: Double = 99, budget: Double = 0.01, duration: Nanoseconds? = nil,
        followsChildren: Bool = false
    ) {
        self.process = process
        self.rate = rate
        self.budget = budget
        self.duration = duration
        self.followsChildren = followsChildren
    }
}
