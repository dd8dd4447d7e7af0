import GlassModel

/// What the agent is told to do, as its command line takes it.
struct AgentArguments: Equatable {
    var process: ProcessID
    var output: String
    var rate: Double = 99
    var engine = EngineArgument.ptrace
    var budget: Double = 1
    var duration: Nanoseconds?
    var children = false
    var requests = RequestCapture.auto
    var requestBudget: Double = 10
    /// How Python is shown.
    var python: [String] = []
    /// How compiled code is shown.
    var code: [String] = []
    /// Where the configuration is.
    var file: [String] = []

    init(process: ProcessID, output: String, settings: Settings) {
        let record = settings.configuration.record
        self.process = process
        self.output = output
        rate = record.rate.value
        engine = settings.engine
        budget = record.budget.value
        duration = record.duration.value
        children = record.children.value
        requests = RequestCapture(rawValue: record.requests.value) ?? .auto
        requestBudget = record.requestBudget.value
        python = settings.configuration.python.list
        code = settings.codeArguments
        file = settings.fileArguments
    }

    var list: [String] {
        var list = ["--pid", "\(process)", "--output", output, "--rate", rate.plain, "--budget", budget.plain]
        if engine != .ptrace { list += ["--engine", engine.rawValue] }
        if let duration { list += ["--duration", "\(duration.rawValue)ns"] }
        if children { list.append("--children") }
        if requests != .auto { list += ["--requests", requests.rawValue] }
        if requestBudget != 10 { list += ["--request-budget", requestBudget.plain] }
        return list + python + code + file
    }
}
