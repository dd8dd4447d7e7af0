/// What is wrong with the configuration, and where.
public enum ConfigurationError: Error, Hashable, Sendable {
    /// What is wrong with a key.
    public enum Problem: Hashable, Sendable {
        /// No key of that name; `nearest` is one that exists.
        case unknown(nearest: String?)
        case missing
        case wrongType(expected: String)
        case outOfRange(Int, ClosedRange<Int>)
        case unusable(String, expected: String)
        /// The key asks for another action already.
        case keyTaken(key: String, by: String)
        /// The key has a meaning that cannot be changed.
        case reserved(key: String)
        /// The action must have a key.
        case needsKey
        /// What whoever uses the value says about it.
        case other(String)
    }

    /// - Parameter key: As in `requests.rules`; the line is counted from 1.
    case key(String, file: String, line: Int?, Problem)
    /// The value that an option or a variable gives is wrong.
    case outside(String, String)
    case notTOML(file: String, line: Int?, reason: String)
    case unreadable(file: String, reason: String)
    /// The environment that was asked for has no section. `source` is the file; nil where there is none.
    case noSuchEnvironment(String, source: String?, known: [String])
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .key(let key, let file, let line, let problem):
            "\(place(file, line)): \(printable(key)): \(problem)"
        case .outside(let source, let problem): source.isEmpty ? problem : "\(source): \(problem)"
        case .notTOML(let file, let line, let reason): "\(place(file, line)): not valid TOML: \(printable(reason))"
        case .unreadable(let file, let reason): "the configuration \(printable(file)) cannot be read: \(reason)"
        case .noSuchEnvironment(let name, let source, let known): environmentText(name, source: source, known: known)
        }
    }

    private func place(_ file: String, _ line: Int?) -> String {
        printable(file) + (line.map { ":\($0)" } ?? "")
    }

    private func environmentText(_ name: String, source: String?, known: [String]) -> String {
        guard let source else {
            return "there is no environment “\(printable(name))”, because there is no configuration file; "
                + "leave out --env and unset GLASS_ENV, or write a file with [env.NAME.requests]"
        }
        let names = known.isEmpty ? "it has none" : "it has \(known.map(printable).joined(separator: ", "))"
        return "\(printable(source)): there is no environment “\(printable(name))”; \(names)"
    }
}

extension ConfigurationError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknown(let nearest?): "glass knows no such key; did you mean \(nearest)?"
        case .unknown(nil): "glass knows no such key; remove it or correct its name"
        case .missing: "this key is missing"
        case .wrongType(let expected): "should be \(expected)"
        case .outOfRange(let value, let range):
            "\(value) is out of range; give \(range.lowerBound) to \(range.upperBound)"
        case .unusable(let text, let expected): "'\(printable(text))' should be \(expected)"
        case .keyTaken(let key, let action):
            "the key \(printable(key)) is taken by \(action); give \(action) another one, or none: \(action) = []"
        case .reserved(let key): "\(key) always quits; give another key"
        case .needsKey: "there must be a key for this, besides C-c"
        case .other(let sentence): sentence
        }
    }
}

/// The text with blanks for control characters: what stands in a file must not drive the terminal.
func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
}
