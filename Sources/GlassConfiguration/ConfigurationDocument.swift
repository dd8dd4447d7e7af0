import TOMLKit

/// A configuration file that is valid TOML, with the places of its keys.
struct ConfigurationDocument {
    let file: String
    let vocabulary: Vocabulary?
    private let root: TOMLTable
    private let places: KeyPlaces

    /// The names of the environments that the file has sections for.
    let environmentNames: [String]

    private static let environments = "env"

    init(text: String, file: String, vocabulary: Vocabulary?) throws(ConfigurationError) {
        self.file = file
        self.vocabulary = vocabulary
        places = KeyPlaces(text)
        if let trap = places.trap {
            // What is wrong before it counts first.
            _ = try Self.parse(String(decoding: text.utf8.prefix(trap.offset), as: UTF8.self), file: file)
            throw .notTOML(file: file, line: trap.line, reason: trap.reason)
        }
        root = try Self.parse(text, file: file)
        environmentNames = root[Self.environments]?.table?.keys.sorted() ?? []
        try refuseUnknownSections()
    }

    private static func parse(_ text: String, file: String) throws(ConfigurationError) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch {
            let parse = error as? TOMLParseError
            throw .notTOML(file: file, line: parse?.source.begin.line, reason: parse?.description ?? "\(error)")
        }
    }

    /// A section, with the keys that the environment has before those that hold everywhere.
    func section<Section: ConfigurationSection>(environment: String?) throws(ConfigurationError) -> Section {
        let paths = [environment.map { [Self.environments, $0, Section.name] }, [Section.name]].compactMap { $0 }
        let reader = SectionReader(layers: paths.compactMap(layer), document: self)
        let section = try Section(reader)
        try reader.refuseUnknownKeys()
        return section
    }

    /// The line of a key, or of the nearest table that holds it.
    func line(of path: [String]) -> Int? { places.line(of: path) }

    private func layer(_ path: [String]) -> SectionReader.Layer? {
        var table: TOMLTable? = root
        for name in path { table = table?[name]?.table }
        return table.map { SectionReader.Layer(path: path, table: $0) }
    }

    private func refuseUnknownSections() throws(ConfigurationError) {
        try check(root, at: [], known: Configuration.sectionNames + [Self.environments])
        guard let environments = root[Self.environments]?.table else { return }
        for name in environmentNames {
            let path = [Self.environments, name]
            guard let environment = environments[name]?.table else {
                throw error(path, .wrongType(expected: "a table, as in [env.\(name).requests]"))
            }
            try check(environment, at: path, known: Configuration.sectionNames)
        }
    }

    /// That a table holds only tables, of known names.
    private func check(_ table: TOMLTable, at path: [String], known: [String]) throws(ConfigurationError) {
        for key in table.keys.sorted() {
            guard known.contains(key) else {
                throw error(path + [key], .unknown(nearest: nearestName(to: key, among: known)))
            }
            guard table[key]?.table != nil else {
                let header = (path + [key]).joined(separator: ".")
                throw error(path + [key], .wrongType(expected: "a table, as in [\(header)]"))
            }
        }
    }

    func error(_ path: [String], _ problem: ConfigurationError.Problem) -> ConfigurationError {
        .key(path.joined(separator: "."), file: file, line: line(of: path), problem)
    }
}
