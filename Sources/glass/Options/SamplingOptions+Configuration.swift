import GlassConfiguration

extension SamplingOptions {
    /// Options count before what the configuration says.
    func override(_ configuration: inout Configuration) {
        python.override(&configuration.python)
        override(&configuration.record)
    }

    private func override(_ settings: inout RecordSettings) {
        settings.rate = settings.rate.overridden(by: rate?.value, .option("--rate"))
        settings.budget = settings.budget.overridden(by: budget?.value, .option("--budget"))
        settings.duration = settings.duration.overridden(by: duration.map(\.length), .option("--duration"))
        settings.children = settings.children.overridden(by: children ? true : nil, .option("--children"))
        settings.requests = settings.requests.overridden(by: requests?.rawValue, .option("--requests"))
        settings.requestBudget = settings.requestBudget.overridden(
            by: requestBudget?.value, .option("--request-budget"))
    }
}
