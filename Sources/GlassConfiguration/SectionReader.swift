import TOMLKit

/// Gives out the typed values of one section, remembers which keys exist, and where each value came from.
final class SectionReader {
    /// One table that may hold a key; earlier layers count before later ones.
    struct Layer {
        /// Names of tables, and numbers of elements of arrays of tables.
        let path: [String]
        let table: TOMLTable
    }

    private let layers: [Layer]
    private let document: ConfigurationDocument
    private var knownKeys: [String] = []

    init(layers: [Layer], document: ConfigurationDocument) {
        self.layers = layers
        self.document = document
    }

    var vocabulary: Vocabulary? { document.vocabulary }

    func boolean(_ key: String) throws(ConfigurationError) -> Setting<Bool>? {
        try setting(key, expected: "true or false") { $0.bool }
    }

    /// A number above 0.
    func number(_ key: String, upTo maximum: Int) throws(ConfigurationError) -> Setting<Double>? {
        let expected = "a number above 0 and at most \(maximum)"
        return try setting(key, expected: expected) { value in
            guard let number = value.double ?? value.int.map(Double.init) else { return nil }
            return number > 0 && number <= Double(maximum) ? number : nil
        }
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Setting<Int>? {
        let number = try setting(key, expected: "a whole number") { $0.int }
        if let number, !range.contains(number.value) { throw error(key, .outOfRange(number.value, range)) }
        return number
    }

    func string(_ key: String) throws(ConfigurationError) -> Setting<String>? {
        try setting(key, expected: "a text in quotes") { $0.string }
    }

    /// - Parameter names: The texts that may stand there; nil for any.
    func string(_ key: String, among names: [String]?) throws(ConfigurationError) -> Setting<String>? {
        let text = try string(key)
        if let text, let names, !names.contains(text.value) {
            throw error(key, .unusable(text.value, expected: "one of \(names.joined(separator: ", "))"))
        }
        return text
    }

    func stringOrStrings(_ key: String) throws(ConfigurationError) -> Setting<[String]>? {
        try setting(key, expected: "a text in quotes or a list of them, such as [\"one\", \"two\"]") { value in
            value.string.map { [$0] } ?? Self.texts(value)
        }
    }

    /// An inline table, or a table, of texts.
    func stringMap(_ key: String) throws(ConfigurationError) -> Setting<[String: String]>? {
        try setting(key, expected: "a table of texts, such as { \"/build\" = \"/home/me/src\" }") { value in
            guard let table = value.table else { return nil }
            let pairs = table.keys.compactMap { name in (table[name]?.string).map { (name, $0) } }
            return pairs.count == table.count ? Dictionary(pairs, uniquingKeysWith: { first, _ in first }) : nil
        }
    }

    /// An inline table, or a table, of whole numbers.
    func integerMap(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Setting<[String: Int]>? {
        let expected = "a table of whole numbers from \(range.lowerBound) to \(range.upperBound)"
        return try setting(key, expected: expected) { value in
            guard let table = value.table else { return nil }
            let pairs = table.keys.compactMap { name in (table[name]?.int).map { (name, $0) } }
            guard pairs.count == table.count, pairs.allSatisfy({ range.contains($0.1) }) else { return nil }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }

    /// A table within the section, read by `read`, which is called whether there is one or not.
    func section(
        _ key: String, _ read: (SectionReader) throws(ConfigurationError) -> Void
    ) throws(ConfigurationError) {
        knownKeys.append(key)
        var inner: [Layer] = []
        for layer in layers {
            guard let value = layer.table[key] else { continue }
            let path = layer.path + [key]
            guard let table = value.table else {
                throw error(key, .wrongType(expected: "a table, as in [\(path.joined(separator: "."))]"))
            }
            inner.append(Layer(path: path, table: table))
        }
        let reader = SectionReader(layers: inner, document: document)
        try read(reader)
        try reader.refuseUnknownKeys()
    }

    func strings(_ key: String) throws(ConfigurationError) -> Setting<[String]>? {
        try setting(key, expected: "a list of texts, such as [\"one\", \"two\"]", Self.texts)
    }

    private static func texts(_ value: any TOMLValueConvertible) -> [String]? {
        guard let list = value.array else { return nil }
        let texts = (0..<list.count).compactMap { list[$0].string }
        return texts.count == list.count ? texts : nil
    }

    /// An array of tables, `[[section.key]]`, each read by `read`.
    func tables<Element: Hashable & Sendable>(
        _ key: String, _ read: (SectionReader) throws(ConfigurationError) -> Element
    ) throws(ConfigurationError) -> Setting<[Element]>? {
        guard let (layer, value) = find(key) else { return nil }
        let path = layer.path + [key]
        let expected = "tables, as in [[\(path.joined(separator: "."))]]"
        guard let list = value.array else { throw error(key, .wrongType(expected: expected)) }
        var elements: [Element] = []
        for index in 0..<list.count {
            guard let table = list[index].table else { throw error(key, .wrongType(expected: expected)) }
            let reader = SectionReader(
                layers: [Layer(path: path + ["\(index)"], table: table)], document: document)
            elements.append(try read(reader))
            try reader.refuseUnknownKeys()
        }
        return Setting(elements, origin: origin(path))
    }

    /// The setting, or an error that says that its key is missing.
    func required<Value>(_ key: String, _ setting: Setting<Value>?) throws(ConfigurationError) -> Setting<Value> {
        guard let setting else { throw error(key, .missing) }
        return setting
    }

    /// Takes whatever stands there for known.
    func takeAllKeys() { knownKeys += layers.flatMap(\.table.keys) }

    /// Throws for the first key that was never asked for.
    func refuseUnknownKeys() throws(ConfigurationError) {
        for layer in layers {
            for key in layer.table.keys.sorted() where !knownKeys.contains(key) {
                throw document.error(
                    layer.path + [key], .unknown(nearest: nearestName(to: key, among: knownKeys)))
            }
        }
    }

    /// An error about a key, at the place where its value stands.
    func error(_ key: String, _ problem: ConfigurationError.Problem) -> ConfigurationError {
        let layer = layers.first { $0.table[key] != nil } ?? layers.first
        return document.error((layer?.path ?? []) + [key], problem)
    }

    private func setting<Value: Hashable & Sendable>(
        _ key: String, expected: String, _ convert: (any TOMLValueConvertible) -> Value?
    ) throws(ConfigurationError) -> Setting<Value>? {
        guard let (layer, value) = find(key) else { return nil }
        guard let converted = convert(value) else { throw error(key, .wrongType(expected: expected)) }
        return Setting(converted, origin: origin(layer.path + [key]))
    }

    private func find(_ key: String) -> (layer: Layer, value: any TOMLValueConvertible)? {
        knownKeys.append(key)
        for layer in layers {
            if let value = layer.table[key] { return (layer, value) }
        }
        return nil
    }

    private func origin(_ path: [String]) -> SettingOrigin {
        .file(path: document.file, line: document.line(of: path), key: path.joined(separator: "."))
    }
}
