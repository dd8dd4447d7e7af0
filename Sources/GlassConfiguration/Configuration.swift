import GlassModel

/// All settings, each with the place that it came from.
///
/// To add a section: a type that is a ``ConfigurationSection``, a property here, and its name in ``sectionNames``.
public struct Configuration: Hashable, Sendable {
    public var view: ViewSettings
    public var keys: KeySettings
    public var columns: ColumnSettings
    public var record: RecordSettings
    public var recordings: RecordingsSettings
    public var requests: RequestSettings
    public var python: PythonSettings
    public var source: SourceSettings

    static let sectionNames = [
        ViewSettings.name, KeySettings.name, ColumnSettings.name, RecordSettings.name, RecordingsSettings.name,
        RequestSettings.name, PythonSettings.name, SourceSettings.name,
    ]

    /// What holds where there is no file.
    public static var standard: Configuration { standard(nil) }

    /// The same, with the names that the screen has.
    public static func standard(_ vocabulary: Vocabulary?) -> Configuration {
        Configuration(
            view: ViewSettings(), keys: KeySettings(vocabulary), columns: ColumnSettings(vocabulary),
            record: RecordSettings(),
            recordings: RecordingsSettings(), requests: RequestSettings(), python: PythonSettings(),
            source: SourceSettings())
    }

    /// Reads the text of a configuration file, and all of its environments with it: a mistake is reported wherever it
    /// stands.
    ///
    /// - Parameters:
    ///   - file: What errors and origins call the text.
    ///   - environment: The environment whose sections count before the others; nil for none.
    ///   - vocabulary: For the sections about the screen; nil where there is none.
    /// - Throws: ``ConfigurationError``, for the first thing that is wrong.
    public init(
        toml text: String, file: String, environment: String? = nil, vocabulary: Vocabulary? = nil
    ) throws(ConfigurationError) {
        let document = try ConfigurationDocument(text: text, file: file, vocabulary: vocabulary)
        for name in document.environmentNames { _ = try Configuration(document, environment: name) }
        if let environment, !document.environmentNames.contains(environment) {
            throw .noSuchEnvironment(environment, source: file, known: document.environmentNames)
        }
        try self.init(document, environment: environment)
    }

    private init(_ document: ConfigurationDocument, environment: String?) throws(ConfigurationError) {
        self.init(
            view: try document.section(environment: environment), keys: try document.section(environment: environment),
            columns: try document.section(environment: environment),
            record: try document.section(environment: environment),
            recordings: try document.section(environment: environment),
            requests: try document.section(environment: environment),
            python: try document.section(environment: environment),
            source: try document.section(environment: environment))
    }

    private init(
        view: ViewSettings, keys: KeySettings, columns: ColumnSettings, record: RecordSettings,
        recordings: RecordingsSettings,
        requests: RequestSettings, python: PythonSettings, source: SourceSettings
    ) {
        self.view = view
        self.keys = keys
        self.columns = columns
        self.record = record
        self.recordings = recordings
        self.requests = requests
        self.python = python
        self.source = source
    }

    var sections: [any ConfigurationSection] { [view, keys, columns, record, recordings, requests, python, source] }
}

/// One table of the configuration file, such as `[requests]`.
protocol ConfigurationSection: Sendable {
    static var name: String { get }
    /// Reads each of its keys from the reader, which takes keys that are never read for unknown ones.
    init(_ reader: SectionReader) throws(ConfigurationError)
    /// Its keys as they are in force.
    var entries: [ConfigurationEntry] { get }
    /// The tables that it stands in the file as.
    var parts: [(path: String, entries: [ConfigurationEntry])] { get }
}

extension ConfigurationSection {
    var parts: [(path: String, entries: [ConfigurationEntry])] { [(Self.name, entries)] }
}
