import GlassConfiguration
import GlassModel

/// What the agent is told to do, as its command line takes it.
struct AgentArguments: Equatable {
    var process: ProcessID
    var output: String
    var rate: Double = 99
    var budget: Double = 1
    var duration: Nanoseconds?
    var children = false
    var requests = RequestCapture.auto
    var requestBudget: Double = 10
    /// How Python is shown.
    var python: [String] = []
    var configuration: ConfigurationFile?

    /// Throws where the configuration is wrong.
    init(process: ProcessID, output: String, options: SamplingOptions) throws(CommandError) {
        self.process = process
        self.output = output
        rate = options.rate.value
        budget = options.budget.value
        duration = options.duration?.length
        children = options.children
        requests = options.requests
        requestBudget = options.requestBudget.value
        python = options.python.list
        configuration = try options.configurationFile()
    }

    var list: [String] {
        var list = ["--pid", "\(process)", "--output", output, "--rate", rate.plain, "--budget", budget.plain]
        if let duration { list += ["--duration", "\(duration.rawValue)ns"] }
        if children { list.append("--children") }
        if requests != .auto { list += ["--requests", requests.rawValue] }
        if requestBudget != 10 { list += ["--request-budget", requestBudget.plain] }
        list += python
        if let configuration { list += ["--config", configuration.path] }
        if let environment = configuration?.environment { list += ["--env", environment] }
        return list
    }
}
