import ArgumentParser
import GlassConfiguration

/// Which settings of the configuration count.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The environment whose settings count before the others; GLASS_ENV names the default.", valueName: "name"))
    var env: String?

    /// The settings that there are, with what the environment and the options say before what the file says. Everything
    /// that is wrong with them is reported here, before anything is started.
    func settings(sampling: SamplingOptions? = nil, screen: ScreenOptions? = nil) throws(CommandError) -> Settings {
        do throws(ConfigurationError) {
            let file = ConfigurationFile(variables: Environment.all, environment: env)
            return try Settings(file: file, sampling: sampling, screen: screen)
        } catch {
            throw .wrongUsage("\(error)")
        }
    }
}
