import ArgumentParser
struct Attach: AsyncParsableCommand {}
struct View: AsyncParsableCommand {}
struct Demo: AsyncParsableCommand {}
struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "__manual", shouldDisplay: false)
}
