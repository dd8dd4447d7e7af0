/// A value and where it came from.
public struct Setting<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    public var origin: SettingOrigin

    public init(_ value: Value, origin: SettingOrigin = .builtIn) {
        self.value = value
        self.origin = origin
    }
}

extension Setting {
    /// The setting with the value that an option or a variable gives it, if one does.
    public func overridden(by value: Value?, _ origin: SettingOrigin) -> Setting {
        value.map { Setting($0, origin: origin) } ?? self
    }
}

extension Setting {
    /// An error about the value, at the place that it came from: something is wrong with it that the configuration cannot
    /// know.
    public func error(_ problem: String) -> ConfigurationError {
        switch origin {
        case .file(let path, let line, let key): .key(key, file: path, line: line, .other(problem))
        case .variable(let name), .option(let name): .outside(name, problem)
        case .builtIn: .outside("", problem)
        }
    }
}

/// Where the value of a setting came from.
public enum SettingOrigin: Hashable, Sendable {
    case builtIn
    /// A key such as `env.production.requests.routes`, which stands in that line of the file.
    case file(path: String, line: Int?, key: String)
    /// A variable of the environment, such as `GLASS_THEME`.
    case variable(String)
    /// An option of the command line, such as `--theme`.
    case option(String)

    /// The line of a file; nil where it came from elsewhere.
    var line: Int? {
        if case .file(_, let line, _) = self { line } else { nil }
    }
}

extension SettingOrigin: CustomStringConvertible {
    /// `config.toml:4 (requests.routes)`
    public var description: String {
        switch self {
        case .builtIn: "built in"
        case .file(let path, let line, let key): "\(path)\(line.map { ":\($0)" } ?? "") (\(key))"
        case .variable(let name): name
        case .option(let name): name
        }
    }
}
