import GlassModel

/// The section `[python]`: how threads that run Python are shown.
public struct PythonSettings: Hashable, Sendable {
    /// Whether Python is looked for at all.
    public var read = Setting(true)
    /// Which native functions stand among Python's: `on`, `all` or `off`.
    public var native = Setting("on")
    /// Whether only threads that hold the interpreter lock count.
    public var gil = Setting(false)
    /// In lower case.
    public var shownLocals = Setting(LocalsRules().shown)
    /// In lower case.
    public var hiddenLocals = Setting(LocalsRules().hidden)

    public init() {}

    /// Which local variables may be shown.
    public var localsRules: LocalsRules {
        var rules = LocalsRules()
        rules.shown = shownLocals.value
        rules.hidden = hiddenLocals.value
        return rules
    }
}

extension PythonSettings: ConfigurationSection {
    static let name = "python"

    init(_ reader: SectionReader) throws(ConfigurationError) {
        if let read = try reader.boolean("read") { self.read = read }
        if let native = try reader.string("native", among: ["on", "all", "off"]) { self.native = native }
        if let gil = try reader.boolean("gil") { self.gil = gil }
        if let names = try reader.strings("show_locals") { shownLocals = Self.lowercased(names) }
        if let names = try reader.strings("hide_locals") { hiddenLocals = Self.lowercased(names) }
    }

    private static func lowercased(_ names: Setting<[String]>) -> Setting<Set<String>> {
        Setting(Set(names.value.map { $0.lowercased() }), origin: names.origin)
    }

    var entries: [ConfigurationEntry] {
        [
            ConfigurationEntry("read", read), ConfigurationEntry("native", native), ConfigurationEntry("gil", gil),
            ConfigurationEntry("show_locals", TOMLText.list(shownLocals.value.sorted()), shownLocals.origin),
            ConfigurationEntry("hide_locals", TOMLText.list(hiddenLocals.value.sorted()), hiddenLocals.origin),
        ]
    }
}
