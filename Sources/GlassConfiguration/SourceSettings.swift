/// The section `[source]`: where the source of what is profiled lies on this machine.
public struct SourceSettings: Hashable, Sendable {
    /// By the beginning of a path as the program was built with it: what stands there instead.
    public var map = Setting<[String: String]>([:])

    public init() {}
}

extension SourceSettings: ConfigurationSection {
    static let name = "source"

    init(_ reader: SectionReader) throws(ConfigurationError) {
        if let map = try reader.stringMap("map") { self.map = map }
    }

    var entries: [ConfigurationEntry] { [ConfigurationEntry("map", TOMLText.table(map.value), map.origin)] }
}
