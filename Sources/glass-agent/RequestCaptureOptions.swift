import ArgumentParser
import GlassConfiguration
import GlassModel
import GlassSystem

/// Whether the agent captures requests, and by which rules.
struct RequestCaptureOptions: ParsableArguments {
    /// When requests are captured.
    enum When: String, ExpressibleByArgument, CaseIterable {
        /// Always: not being permitted to is an error.
        case on
        case off
        /// Where it is permitted.
        case auto
    }

    @Option(help: ArgumentHelp("Whether requests are captured: on, off or auto.", valueName: "when"))
    var requests: When = .auto

    @Option(
        help: ArgumentHelp(
            "What watching requests may take of the target's CPU time, in percent.", valueName: "percent"))
    var requestBudget: Double = 10

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The environment of the configuration that counts first.", valueName: "name"))
    var env: String?

    func validate() throws {
        guard requestBudget > 0, requestBudget <= 100 else {
            throw ValidationError("--request-budget takes a percentage up to 100")
        }
        guard config != nil || env == nil else { throw ValidationError("--env needs --config") }
    }

    /// Fails where requests must be captured and cannot be.
    func check() throws(AgentFailure) {
        guard requests == .on else { return }
        do { _ = try SocketTap() } catch { throw AgentFailure(error) }
    }

    /// The rules; nil where requests are not captured.
    func rules() throws(AgentFailure) -> RequestRules? {
        guard requests != .off else { return nil }
        return try configuration()?.requests.rules ?? RequestRules()
    }

    /// Which local variables of Python may be shown.
    func localsRules() throws(AgentFailure) -> LocalsRules {
        try configuration()?.python.localsRules ?? LocalsRules()
    }

    /// Nil where no file is named.
    private func configuration() throws(AgentFailure) -> Configuration? {
        guard let config else { return nil }
        do throws(ConfigurationError) {
            return try ConfigurationFile(path: config, environment: env).load()
        } catch {
            throw AgentFailure(error)
        }
    }
}
