import ArgumentParser
import Foundation

/// A command as swift-argument-parser describes it (version 0 of its tool information), as far as a page needs it.
struct CommandDescription: Decodable {
    let commandName: String
    let superCommands: [String]?
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let defaultSubcommand: String?
    let subcommands: [CommandDescription]?
    let arguments: [ArgumentDescription]?

    /// Of the whole tool.
    static func all() throws -> CommandDescription {
        struct Tool: Decodable { let command: CommandDescription }
        return try JSONDecoder().decode(Tool.self, from: Data(Glass._dumpHelp().utf8)).command
    }

    /// `glass recordings pin`.
    var words: [String] { (superCommands ?? []) + [commandName] }

    /// Those that are shown; `help` is the parser's own.
    var visibleSubcommands: [CommandDescription] {
        (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    /// Those that are shown; `--help` and `--version` stand on the page of glass alone.
    var visibleArguments: [ArgumentDescription] {
        let common: Set = ["help", "version"]
        return (arguments ?? []).filter { argument in
            argument.shouldDisplay != false && !(argument.names ?? []).contains { common.contains($0.name) }
        }
    }
}

/// An argument, option or flag of a command.
struct ArgumentDescription: Decodable {
    struct Name: Decodable {
        let kind: String
        let name: String

        /// As mdoc's `Fl` takes it, which puts one dash before it: `o`, `-output`.
        var flag: String { kind == "long" ? "-\(name)" : name }
    }

    let kind: String
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let isOptional: Bool?
    let isRepeating: Bool?
    let shouldDisplay: Bool?
    let parsingStrategy: String?

    /// Only what stands behind `--` belongs to it.
    var isAfterTerminator: Bool { parsingStrategy == "postTerminator" }
    var isPositional: Bool { kind == "positional" }
    var takesValue: Bool { kind == "option" }
}
