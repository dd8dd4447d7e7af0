import GlassModel

/// What the agent is told to do, as its command line takes it.
struct AgentArguments: Equatable {
    var process: ProcessID
    var output: String
    var rate: Double = 99
    var budget: Double = 1
    var duration: Nanoseconds?
    var children = false

    init(process: ProcessID, output: String, options: SamplingOptions) {
        self.process = process
        self.output = output
        rate = options.rate.value
        budget = options.budget.value
        duration = options.duration?.length
        children = options.children
    }

    var list: [String] {
        var list = ["--pid", "\(process)", "--output", output, "--rate", rate.plain, "--budget", budget.plain]
        if let duration { list += ["--duration", "\(duration.rawValue)ns"] }
        if children { list.append("--children") }
        return list
    }
}
