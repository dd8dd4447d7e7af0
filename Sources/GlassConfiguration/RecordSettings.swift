import GlassAnalysis
import GlassModel

/// The section `[record]`: how a process is sampled, where no option says otherwise.
public struct RecordSettings: Hashable, Sendable {
    /// In hertz.
    public var rate = Setting(99.0)
    /// In per cent of the target's time.
    public var budget = Setting(1.0)
    /// Until the target ends where it is nil.
    public var duration = Setting<Nanoseconds?>(nil)
    /// Whether processes that the target forks are followed.
    public var children = Setting(false)
    /// `on`, `off` or `auto`.
    public var requests = Setting("auto")
    /// In per cent of the target's CPU time.
    public var requestBudget = Setting(10.0)

    public init() {}
}

extension RecordSettings: ConfigurationSection {
    static let name = "record"

    init(_ reader: SectionReader) throws(ConfigurationError) {
        if let rate = try reader.number("rate", upTo: 9999) { self.rate = rate }
        if let budget = try reader.number("budget", upTo: 100) { self.budget = budget }
        if let text = try reader.string("duration") {
            guard let length = DurationText.parse(text.value), length > .zero else {
                throw reader.error("duration", .unusable(text.value, expected: "a duration such as \"10s\" or \"5m\""))
            }
            duration = Setting(length, origin: text.origin)
        }
        if let children = try reader.boolean("children") { self.children = children }
        if let requests = try reader.string("requests", among: ["on", "off", "auto"]) { self.requests = requests }
        if let budget = try reader.number("request_budget", upTo: 100) { requestBudget = budget }
    }

    var entries: [ConfigurationEntry] {
        [
            ConfigurationEntry("rate", rate), ConfigurationEntry("budget", budget),
            ConfigurationEntry(
                "duration", duration.value.map { TOMLText.string(DurationText.exact($0)) },
                example: TOMLText.string("30s"),
                duration.origin),
            ConfigurationEntry("children", children), ConfigurationEntry("requests", requests),
            ConfigurationEntry("request_budget", requestBudget),
        ]
    }
}
