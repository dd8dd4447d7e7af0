import TOMLKit

/// What is wrong with a theme file, and where.
public struct ThemeError: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Hashable, Sendable {
        case notTOML(String)
        case missing
        case unknown
        case notAColor(String)
        case notAList
        case notAName
        case unreadable(String)
    }

    public let file: String
    /// Counted from 1; nil where the problem has no place, as for a key that is missing.
    public let line: Int?
    /// As in `colors.accent`; nil where the whole file is meant.
    public let key: String?
    public let problem: Problem

    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return ([place] + [key].compactMap { $0 } + [wording]).joined(separator: ": ")
    }

    private var wording: String {
        switch problem {
        case .notTOML(let reason): "not valid TOML: \(reason)"
        case .missing: "this key is missing; copy it from another theme, such as dark.toml"
        case .unknown: "glass knows no such key; remove it or correct its name"
        case .notAColor(let text): "'\(text)' is no colour; write it as \"#rrggbb\""
        case .notAList: "should be a list of colours, such as [\"#e8a14f\", \"#e0b060\"]"
        case .notAName: "should be the theme's name in quotes"
        case .unreadable(let reason): "cannot be read: \(reason)"
        }
    }
}

extension Theme {
    /// Reads a theme from the text of its file.
    ///
    /// - Throws: ``ThemeError``, for the first thing that is wrong.
    public init(toml text: String, file: String) throws(ThemeError) {
        let reader = try ThemeReader(text: text, file: file)
        try reader.refuseUnknownKeys()
        let name = try reader.name()
        var roles: [Role: Color] = [:]
        for role in Role.allCases { roles[role] = try reader.color(role.rawValue) }
        var palettes: [Palette: [Color]] = [:]
        for palette in Palette.allCases where palette != .python || reader.hasColors(palette.rawValue) {
            palettes[palette] = try reader.colors(palette.rawValue)
        }
        // Themes that were written before glass knew of Python have no colours for it.
        let native = palettes[.native] ?? []
        self.init(name: name, role: { roles[$0] ?? .black }, palette: { palettes[$0] ?? native })
    }
}

/// Takes a theme file apart.
private struct ThemeReader {
    let text: String
    let file: String
    let table: TOMLTable

    init(text: String, file: String) throws(ThemeError) {
        self.text = text
        self.file = file
        do {
            table = try TOMLTable(string: text)
        } catch {
            let parse = error as? TOMLParseError
            let reason = parse?.description ?? "\(error)"
            throw ThemeError(file: file, line: parse?.source.begin.line, key: nil, problem: .notTOML(reason))
        }
    }

    func refuseUnknownKeys() throws(ThemeError) {
        let known: [String: Set<String>] = [
            "colors": Set(Theme.Role.allCases.map(\.rawValue)), "icicle": Set(Theme.Palette.allCases.map(\.rawValue)),
        ]
        for key in table.keys where key != "name" && known[key] == nil { throw error(key, .unknown) }
        for (section, keys) in known {
            for key in table[section]?.table?.keys.sorted() ?? [] where !keys.contains(key) {
                throw error("\(section).\(key)", .unknown)
            }
        }
    }

    func name() throws(ThemeError) -> String {
        guard let value = table["name"] else { throw error("name", .missing) }
        guard let name = value.string, !name.isEmpty else { throw error("name", .notAName) }
        return name
    }

    func color(_ key: String) throws(ThemeError) -> Color {
        guard let value = table["colors"]?.table?[key] else { throw error("colors.\(key)", .missing) }
        return try color(value.string ?? value.debugDescription, key: "colors.\(key)")
    }

    func hasColors(_ key: String) -> Bool { table["icicle"]?.table?[key] != nil }

    func colors(_ key: String) throws(ThemeError) -> [Color] {
        let key = "icicle.\(key)"
        guard let value = table["icicle"]?.table?[String(key.dropFirst(7))] else { throw error(key, .missing) }
        guard let list = value.array, !list.isEmpty else { throw error(key, .notAList) }
        var colors: [Color] = []
        for index in 0..<list.count {
            colors.append(try color(list[index].string ?? list[index].debugDescription, key: key))
        }
        return colors
    }

    private func color(_ text: String, key: String) throws(ThemeError) -> Color {
        guard let color = Color(hex: text) else { throw error(key, .notAColor(sanitize(text))) }
        return color
    }

    private func error(_ key: String, _ problem: ThemeError.Problem) -> ThemeError {
        ThemeError(file: file, line: problem == .missing ? nil : line(of: key), key: sanitize(key), problem: problem)
    }

    /// The line that a key stands in. The parser does not tell, so it is searched for, section by section.
    private func line(of key: String) -> Int? {
        let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
        let (section, name) = parts.count == 2 ? (parts[0], parts[1]) : ("", key)
        var current = ""
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.filter { !$0.isWhitespace }
            if line.hasPrefix("[") { current = String(line.dropFirst().prefix { $0 != "]" }) }
            let isKey = current == section && line.hasPrefix("\(name)=")
            if isKey || (line.hasPrefix("[") && current == key) { return index + 1 }
        }
        return nil
    }
}
