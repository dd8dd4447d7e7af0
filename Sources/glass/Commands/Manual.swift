import ArgumentParser

/// Writes the manual pages from the definitions of the commands.
struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "__manual", abstract: "Write the manual pages.", shouldDisplay: false)

    @Option(help: "Where to; pages that stand there are replaced.")
    var directory = "man"

    func run() throws {
        for page in try Self.pages() {
            try replaceFile("\(directory)/\(page.name).1", with: page.text)
        }
    }

    /// Of glass, and of each of its commands.
    static func pages() throws -> [ManualPage] {
        let tool = try CommandDescription.all()
        let commands = [tool] + tool.visibleSubcommands
        let names = commands.map { $0.words.joined(separator: "-") }
        return zip(commands, names).map { command, name in
            ManualPage(command: command, related: name == "glass" ? Array(names.dropFirst()) : ["glass"])
        }
    }
}
