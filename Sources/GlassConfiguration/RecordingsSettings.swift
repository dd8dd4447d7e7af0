import GlassAnalysis

/// The section `[recordings]`: how much is kept in the recordings' directory.
public struct RecordingsSettings: Hashable, Sendable {
    public var keep = Setting(50)
    /// In bytes.
    public var size = Setting<Int64>(2_000_000_000)

    public init() {}
}

extension RecordingsSettings: ConfigurationSection {
    static let name = "recordings"

    init(_ reader: SectionReader) throws(ConfigurationError) {
        if let keep = try reader.integer("keep", in: 1...1_000_000) { self.keep = keep }
        if let text = try reader.string("size") {
            guard let bytes = SizeText.parse(text.value) else {
                throw reader.error("size", .unusable(text.value, expected: "a size such as \"500MB\" or \"2GB\""))
            }
            size = Setting(bytes, origin: text.origin)
        }
    }

    var entries: [ConfigurationEntry] {
        [
            ConfigurationEntry("keep", keep),
            ConfigurationEntry("size", TOMLText.string(SizeText.exact(size.value)), size.origin),
        ]
    }
}
