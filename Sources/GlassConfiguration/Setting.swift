/// A value and where it came from.
public struct Setting<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    public var origin: SettingOrigin

    public init(_ value: Value, origin: SettingOrigin = .builtIn) {
        self.value = value
        self.origin = origin
    }
}

/// Where the value of a setting came from.
public enum SettingOrigin: Hashable, Sendable {
    case builtIn
    /// A key such as `env.production.requests.routes`, which stands in that line of the file.
    case file(path: String, line: Int?, key: String)
}

extension SettingOrigin: CustomStringConvertible {
    /// `config.toml:4 (requests.routes)`
    public var description: String {
        switch self {
        case .builtIn: "built in"
        case .file(let path, let line, let key): "\(path)\(line.map { ":\($0)" } ?? "") (\(key))"
        }
    }
}
