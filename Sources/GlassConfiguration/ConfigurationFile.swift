import Glibc

/// Which file the configuration is read from, and which of its environments counts.
public struct ConfigurationFile: Hashable, Sendable {
    public var path: String
    /// Somebody named the file, so it must exist.
    public var isRequired: Bool
    public var environment: String?

    public init(path: String, isRequired: Bool = true, environment: String? = nil) {
        self.path = path
        self.isRequired = isRequired
        self.environment = environment
    }

    /// The file that glass reads by itself: `${XDG_CONFIG_HOME:-~/.config}/glass/config.toml`, which need not exist.
    /// Nil where neither variable says where that is.
    ///
    /// - Parameter environment: As `--env` names it; `GLASS_ENV` does otherwise.
    public init?(variables: [String: String], environment: String? = nil) {
        // The specification of the base directories has relative paths ignored.
        let configured = variables["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = variables["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.config" }
        guard let directory = configured ?? home else { return nil }
        let named = environment ?? variables["GLASS_ENV"].flatMap { $0.isEmpty ? nil : $0 }
        self.init(path: "\(directory)/glass/config.toml", isRequired: false, environment: named)
    }

    /// Whether there is such a file.
    public var exists: Bool { access(path, F_OK) == 0 }

    /// Reads the file.
    ///
    /// - Parameter vocabulary: For the sections about the screen; nil where there is none.
    /// - Throws: ``ConfigurationError``.
    public func load(vocabulary: Vocabulary? = nil) throws(ConfigurationError) -> Configuration {
        guard exists || isRequired else {
            if let environment { throw .noSuchEnvironment(environment, source: nil, known: []) }
            return .standard(vocabulary)
        }
        return try Configuration(toml: try text(), file: path, environment: environment, vocabulary: vocabulary)
    }

    private static let maximumSize = 1024 * 1024

    private func text() throws(ConfigurationError) -> String {
        guard let stream = fopen(path, "re") else { throw unreadable(String(cString: strerror(errno))) }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: Self.maximumSize + 1)
        let count = fread(&bytes, 1, bytes.count, stream)
        guard ferror(stream) == 0 else { throw unreadable(String(cString: strerror(errno))) }
        guard count <= Self.maximumSize else { throw unreadable("it is larger than 1 MB") }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw unreadable("it is not UTF-8 text")
        }
        guard !text.utf8.contains(0) else { throw unreadable("it holds a NUL byte") }
        return text
    }

    private func unreadable(_ reason: String) -> ConfigurationError { .unreadable(file: path, reason: reason) }
}
