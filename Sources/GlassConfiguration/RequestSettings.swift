import GlassModel

/// The section `[requests]`: what is kept of requests, and what of them is shown.
public struct RequestSettings: Hashable, Sendable {
    public var maximumPerSecond = Setting(RequestRules().maximumPerSecond)
    public var routes = Setting(RequestRules().routes)
    public var keep = Setting(RequestRules().keep)
    public var shownParameters = Setting(RequestRules().shownParameters)

    public init() {}

    /// The values, for whoever captures requests.
    public var rules: RequestRules {
        var rules = RequestRules()
        rules.maximumPerSecond = maximumPerSecond.value
        rules.routes = routes.value
        rules.keep = keep.value
        rules.shownParameters = shownParameters.value
        return rules
    }
}

extension RequestSettings: ConfigurationSection {
    static let name = "requests"

    init(_ reader: SectionReader) throws(ConfigurationError) {
        if let maximum = try reader.integer("max_requests_per_second", in: 0...1_000_000) { maximumPerSecond = maximum }
        if let templates = try reader.strings("routes") {
            for template in templates.value where !template.hasPrefix("/") {
                throw reader.error("routes", .unusable(template, expected: "a path such as \"/users/{name}\""))
            }
            routes = templates
        }
        if let names = try reader.strings("show_parameters") {
            shownParameters = Setting(Set(names.value.map { $0.lowercased() }), origin: names.origin)
        }
        if let rules = try reader.tables("rules", Self.rule) { keep = rules }
    }

    var entries: [ConfigurationEntry] {
        [
            ConfigurationEntry("max_requests_per_second", maximumPerSecond), ConfigurationEntry("routes", routes),
            ConfigurationEntry(
                "show_parameters", TOMLText.list(shownParameters.value.sorted()), shownParameters.origin),
            ConfigurationEntry("rules", "[\(keep.value.map(Self.text).joined(separator: ", "))]", keep.origin),
        ]
    }

    private static func text(_ rule: RequestRules.KeepRule) -> String {
        "{ route = \(TOMLText.string(rule.route)), keep = \(TOMLText.string(rule.keep.configured)) }"
    }

    private static func rule(_ reader: SectionReader) throws(ConfigurationError) -> RequestRules.KeepRule {
        let route = try reader.required("route", try reader.string("route"))
        let text = try reader.required("keep", try reader.string("keep")).value
        guard !route.value.isEmpty else {
            throw reader.error("route", .unusable("", expected: "a method and a path such as \"GET /health\""))
        }
        guard let keep = RequestRules.Keep(configured: text) else {
            throw reader.error("keep", .unusable(text, expected: "\"all\", \"none\" or a share such as \"1/100\""))
        }
        return RequestRules.KeepRule(route: route.value, keep: keep)
    }
}

extension RequestRules.Keep {
    /// `all`, `none` or `1/N`.
    var configured: String {
        switch self {
        case .all: "all"
        case .none: "none"
        case .oneIn(let count): "1/\(count)"
        }
    }

    /// From `all`, `none` or `1/N`; nil for anything else.
    init?(configured text: String) {
        switch text {
        case "all": self = .all
        case "none": self = .none
        default:
            guard text.hasPrefix("1/"), text.dropFirst(2).allSatisfy({ $0.isASCII && $0.isNumber }),
                let count = Int(text.dropFirst(2)), count > 0
            else { return nil }
            self = .oneIn(count)
        }
    }
}
