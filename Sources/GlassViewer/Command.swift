import GlassAnalysis

/// What can be asked for by name after `:`.
enum Command: Hashable, Sendable {
    case rate(Double)
    case pause, resume
    case theme(String)
    case pane(Pane)
    /// None for the usual one of the pane.
    case export(ExportFormat?)
    case quit

    /// Those behind which something is to be said.
    static let withArguments: Set<String> = ["rate", "theme", "pane", "export"]

    /// What it does.
    var summary: String {
        switch self {
        case .rate(let rate): "take \(NumberText.fixed(rate, 0)) samples a second"
        case .pause: "take no samples for a while"
        case .resume: "take samples again"
        case .theme: "show the theme"
        case .pane: "show the pane"
        case .export: "write what is shown to a file"
        case .quit: "quit"
        }
    }

    init(_ text: String) throws(CommandError) {
        let words = text.split(separator: " ").map(String.init)
        guard let name = words.first else { throw .unknown("") }
        let argument = words.dropFirst().joined(separator: " ")
        switch name {
        case "rate":
            guard let rate = Double(argument), rate.isFinite, rate > 0, rate <= 10_000 else { throw .badRate(argument) }
            self = .rate(rate)
        case "pause": self = .pause
        case "resume": self = .resume
        case "theme":
            if argument.isEmpty { throw .argumentMissing("theme NAME") }
            self = .theme(argument)
        case "pane":
            guard let pane = Pane(rawValue: argument) else { throw .unknownPane(argument) }
            self = .pane(pane)
        case "export":
            if !argument.isEmpty, ExportFormat(rawValue: argument) == nil { throw .unknownFormat(argument) }
            self = .export(ExportFormat(rawValue: argument))
        case "q", "quit", "exit": self = .quit
        default: throw .unknown(name)
        }
    }
}

/// Why a command makes no sense.
enum CommandError: Error, Hashable, CustomStringConvertible {
    case unknown(String)
    case argumentMissing(String)
    case badRate(String)
    case unknownPane(String)
    case unknownFormat(String)

    var description: String {
        switch self {
        case .unknown(let name): "nothing is named '\(name)'"
        case .argumentMissing(let usage): "say \(usage)"
        case .badRate(""): "say a number of samples a second up to 10000"
        case .badRate(let text): "'\(text)' is no rate; say a number of samples a second up to 10000"
        case .unknownFormat(let text):
            "no format '\(text)'; there are \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", "))"
        case .unknownPane(let text):
            "no pane '\(text)'; there are \(Pane.allCases.map(\.rawValue).joined(separator: ", "))"
        }
    }
}
