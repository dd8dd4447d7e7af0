import ArgumentParser
import GlassConfiguration
import GlassModel

/// `glass config`: what is in force, and where it comes from.
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the settings in force, and where each comes from.",
        discussion: """
            Prints all settings as a configuration file: behind each value stands whether it is the default or which \
            line, variable or option it comes from. An option counts before a variable, this before the file's section \
            of the environment, and this before the section without. The output can be saved as a start. docs/configuration.md \
            tells what each key means.

            EXAMPLES:
              glass config
              glass config > start.toml
              glass config --env production --rate 49
              glass config --check
              $EDITOR "$(glass config --path)"
            """)

    @Argument(
        help: "A file to read instead of the configuration's own.", completion: .file(extensions: ["toml"]))
    var file: String?

    @Flag(help: "Print the path of the configuration file, whether there is one or not.")
    var path = false

    @Flag(help: "Only say whether the file is right; exit with 65 where it is not.")
    var check = false

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var screen: ScreenOptions

    func validate() throws {
        if path, check || file != nil { throw ValidationError("--path goes with neither a file nor --check") }
    }

    func run() throws {
        let source = try source()
        if path { return print(source.path) }
        let settings = try read(source)
        if check {
            print(source.exists ? "\(source.path.printable): no mistakes" : "\(source.path.printable): no such file")
        } else {
            print(heading(source) + settings.configuration.text, terminator: "")
        }
    }

    private func source() throws(CommandError) -> ConfigurationFile {
        let standard = ConfigurationFile(variables: Environment.all, environment: configuration.env)
        guard let file else {
            if let standard { return standard }
            throw .wrongUsage("neither HOME nor XDG_CONFIG_HOME says where the configuration is")
        }
        let named = ConfigurationFile(
            path: file, environment: standard?.environment ?? configuration.env)
        guard named.exists else { throw .noSuchConfiguration(path: file) }
        return named
    }

    private func read(_ source: ConfigurationFile) throws(CommandError) -> Settings {
        do throws(ConfigurationError) {
            return try Settings(file: source, sampling: sampling, screen: screen)
        } catch {
            throw .configurationWrong("\(error)")
        }
    }

    private func heading(_ source: ConfigurationFile) -> String {
        let environment = source.environment.map { "# Environment: \($0.printable)\n" } ?? ""
        return """
            # The settings of glass \(GlassVersion.current) that are in force, and where each comes from.
            # File: \(source.path.printable)\(source.exists ? "" : " (there is none yet)")
            \(environment)

            """
    }
}
