import GlassModel

/// All settings, each with the place that it came from.
///
/// To add a section: a type that is a ``ConfigurationSection``, a property here, and its name in ``sectionNames``.
public struct Configuration: Hashable, Sendable {
    public var requests: RequestSettings

    static let sectionNames = [RequestSettings.name]

    /// What holds where there is no file.
    public static var standard: Configuration { Configuration(requests: RequestSettings()) }

    /// Reads the text of a configuration file, and all of its environments with it: a mistake is reported wherever it
    /// stands.
    ///
    /// - Parameters:
    ///   - file: What errors and origins call the text.
    ///   - environment: The environment whose sections count before the others; nil for none.
    /// - Throws: ``ConfigurationError``, for the first thing that is wrong.
    public init(toml text: String, file: String, environment: String? = nil) throws(ConfigurationError) {
        let document = try ConfigurationDocument(text: text, file: file)
        for name in document.environmentNames { _ = try Configuration(document, environment: name) }
        if let environment, !document.environmentNames.contains(environment) {
            throw .noSuchEnvironment(environment, source: file, known: document.environmentNames)
        }
        try self.init(document, environment: environment)
    }

    private init(_ document: ConfigurationDocument, environment: String?) throws(ConfigurationError) {
        requests = try document.section(environment: environment)
    }

    private init(requests: RequestSettings) { self.requests = requests }
}

/// One table of the configuration file, such as `[requests]`.
protocol ConfigurationSection {
    static var name: String { get }
    /// Reads each of its keys from the reader, which takes keys that are never read for unknown ones.
    init(_ reader: SectionReader) throws(ConfigurationError)
}
