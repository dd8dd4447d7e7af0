extension Configuration {
    /// The configuration as a file, which gives the same settings when it is read: each value with a comment that says
    /// where it comes from. Keys that are not set stand there as comments.
    public var text: String {
        sections.flatMap(\.parts).map { part in
            (["[\(part.path)]"] + Self.lines(part.entries)).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    /// With the comments below each other, as far as values are short.
    private static func lines(_ entries: [ConfigurationEntry]) -> [String] {
        let assignments = entries.map { entry in
            entry.value.map { "\(entry.key) = \($0)" } ?? "# \(entry.key) = \(entry.example)"
        }
        let widths = assignments.map(\.count).filter { $0 <= 40 }
        let width = widths.max() ?? 0
        return zip(entries, assignments).map { entry, assignment in
            let blanks = String(repeating: " ", count: max(0, width - assignment.count))
            let comment = entry.value == nil ? "not set" : entry.origin.comment
            return "\(assignment)\(blanks)  # \(comment)"
        }
    }
}

extension SettingOrigin {
    /// `default`, `config.toml:4`, `config.toml:12 (env.production.view.theme)`, `--theme`.
    fileprivate var comment: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, let line, let key):
            printable(path) + (line.map { ":\($0)" } ?? "") + (key.hasPrefix("env.") ? " (\(printable(key)))" : "")
        case .variable(let name): name
        case .option(let name): name
        }
    }
}
