import GlassConfiguration

extension SamplingOptions {
    /// The configuration file that there is, read once so that a mistake in it is reported before anything is started.
    func configurationFile() throws(CommandError) -> ConfigurationFile? {
        guard let file = ConfigurationFile(variables: Environment.all, environment: env) else { return nil }
        do throws(ConfigurationError) {
            _ = try file.load()
        } catch {
            throw .wrongUsage("\(error)")
        }
        return file.exists ? file : nil
    }
}
