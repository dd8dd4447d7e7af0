import GlassConfiguration
import GlassTerminal
import GlassViewer

/// What is in force: the configuration, the environment and the options put together.
struct Settings: Sendable {
    let file: ConfigurationFile?
    let configuration: Configuration
    let theme: Theme
    private let sampling: SamplingOptions?
    private let screen: ScreenOptions?

    init(
        file: ConfigurationFile?, sampling: SamplingOptions? = nil, screen: ScreenOptions? = nil
    ) throws(ConfigurationError) {
        var configuration = try file?.load(vocabulary: .screen) ?? .standard(.screen)
        sampling?.override(&configuration)
        configuration.view.override(by: screen)
        theme = try Self.theme(configuration.view.theme)
        (self.file, self.configuration, self.sampling, self.screen) = (file, configuration, sampling, screen)
    }

    /// The same, read again.
    func again() throws(ConfigurationError) -> Settings {
        try Settings(file: file, sampling: sampling, screen: screen)
    }

    /// What takes the samples.
    var engine: EngineArgument { sampling?.engine ?? .ptrace }

    /// How compiled code is shown, for the agent.
    var codeArguments: [String] { sampling?.code.list ?? [] }

    /// The file, where there is one, for the agent.
    var existingFile: ConfigurationFile? { file.flatMap { $0.exists ? $0 : nil } }

    /// How the agent is told of that file.
    var fileArguments: [String] {
        guard let file = existingFile else { return [] }
        return ["--config", file.path] + (file.environment.map { ["--env", $0] } ?? [])
    }

    static var themes: ThemeLibrary {
        ThemeLibrary(environment: Environment.all, installed: CompanionProgram.themes, check: trapOfTOMLParser)
    }

    private static func theme(_ name: Setting<String>) throws(ConfigurationError) -> Theme {
        let library = themes
        do throws(ThemeError) {
            if let theme = try library.theme(named: name.value) { return theme }
        } catch {
            if name.origin == .builtIn { return .builtIn }
            throw name.error("\(error)")
        }
        if name.origin == .builtIn { return .builtIn }
        let known = library.names.joined(separator: ", ")
        throw name.error("there is no theme “\(name.value.printable)”; there are \(known)")
    }
}

extension Vocabulary {
    /// The words of glass's screen.
    static let screen = Vocabulary(
        panes: ScreenVocabulary.panes, metrics: ScreenVocabulary.metrics,
        actions: ScreenVocabulary.actions.map { Action(name: $0.name, keys: $0.keys) },
        tables: ScreenVocabulary.tables.map { table in
            Table(name: table.name, columns: table.columns, usual: table.usual, sort: table.sort)
        },
        keyName: ScreenVocabulary.keyName)
}

extension ViewSettings {
    /// Options count before variables, and these before the file.
    fileprivate mutating func override(by options: ScreenOptions?) {
        theme = theme.overridden(by: Environment.value("GLASS_THEME"), .variable("GLASS_THEME"))
            .overridden(by: options?.theme, .option("--theme"))
        mouse = mouse.overridden(by: options?.noMouse == true ? false : nil, .option("--no-mouse"))
        hints = hints.overridden(by: options?.noHints == true ? false : nil, .option("--no-hints"))
    }
}
