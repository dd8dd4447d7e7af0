/// The section `[keys]`: which keys ask for which action.
public struct KeySettings: Hashable, Sendable {
    /// All keys of one action.
    public struct Binding: Hashable, Sendable {
        public let action: String
        public var keys: Setting<[String]>
    }

    /// Of every action that the vocabulary has; empty without one.
    public private(set) var bindings: [Binding]

    /// The standard keys.
    public init(_ vocabulary: Vocabulary? = nil) {
        bindings = vocabulary?.actions.map { Binding(action: $0.name, keys: Setting($0.keys)) } ?? []
    }

    /// By action, the keys of those that are not bound as usual.
    public var changes: [String: [String]] {
        let changed = bindings.filter { $0.keys.origin != .builtIn }
        return Dictionary(changed.map { ($0.action, $0.keys.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension KeySettings: ConfigurationSection {
    static let name = "keys"
    /// Ends the viewer whatever is configured.
    private static let reserved = "C-c"
    private static let quit = "quit"

    init(_ reader: SectionReader) throws(ConfigurationError) {
        self.init(reader.vocabulary)
        guard let vocabulary = reader.vocabulary else {
            reader.takeAllKeys()
            return
        }
        for index in bindings.indices {
            if let keys = try reader.stringOrStrings(bindings[index].action) { bindings[index].keys = keys }
        }
        try check(vocabulary, reader)
    }

    private func check(_ vocabulary: Vocabulary, _ reader: SectionReader) throws(ConfigurationError) {
        var owners: [String: Binding] = [:]
        for binding in bindings {
            for name in binding.keys.value {
                guard let key = vocabulary.keyName(name) else {
                    let expected = "the name of a key, such as \"o\", \"Enter\", \"F2\" or \"C-o\""
                    throw reader.error(binding.action, .unusable(name, expected: expected))
                }
                if key == Self.reserved, binding.action != Self.quit {
                    throw reader.error(binding.action, .reserved(key: key))
                }
                if let other = owners[key], other.action != binding.action {
                    let (first, second) = Self.inOrder(other, binding)
                    throw reader.error(second.action, .keyTaken(key: key, by: first.action))
                }
                owners[key] = binding
            }
        }
        let quitKeys = owners.filter { $0.value.action == Self.quit && $0.key != Self.reserved }
        if quitKeys.isEmpty { throw reader.error(Self.quit, .needsKey) }
    }

    /// The one that was there before, and the one that is to blame: of two in a file the later line.
    private static func inOrder(_ one: Binding, _ other: Binding) -> (first: Binding, second: Binding) {
        (one.keys.origin.line ?? 0) <= (other.keys.origin.line ?? 0) ? (one, other) : (other, one)
    }

    var entries: [ConfigurationEntry] { bindings.map { ConfigurationEntry($0.action, $0.keys) } }
}
