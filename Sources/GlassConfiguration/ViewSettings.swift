/// The section `[view]`: how the screen starts.
public struct ViewSettings: Hashable, Sendable {
    public var theme = Setting("dark")
    public var mouse = Setting(true)
    /// The pane that opens first.
    public var pane = Setting("icicle")
    public var metric = Setting("cpu")
    public var framesPerSecond = Setting(30)
    /// Whether the first run shows hints.
    public var hints = Setting(true)

    public init() {}
}

extension ViewSettings: ConfigurationSection {
    static let name = "view"

    init(_ reader: SectionReader) throws(ConfigurationError) {
        if let theme = try reader.string("theme") { self.theme = theme }
        if let mouse = try reader.boolean("mouse") { self.mouse = mouse }
        if let pane = try reader.string("pane", among: reader.vocabulary?.panes) { self.pane = pane }
        if let metric = try reader.string("metric", among: reader.vocabulary?.metrics) { self.metric = metric }
        if let frames = try reader.integer("frames_per_second", in: 1...60) { framesPerSecond = frames }
        if let hints = try reader.boolean("hints") { self.hints = hints }
    }

    var entries: [ConfigurationEntry] {
        [
            ConfigurationEntry("theme", theme), ConfigurationEntry("mouse", mouse), ConfigurationEntry("pane", pane),
            ConfigurationEntry("metric", metric), ConfigurationEntry("frames_per_second", framesPerSecond),
            ConfigurationEntry("hints", hints),
        ]
    }
}
