import ArgumentParser
import GlassModel
import Rainbow

/// `glass doctor`: what is permitted here, and how to get what is not.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what can be profiled here, and how to fix what cannot.",
        discussion: """
            Checks what the kernel and this user's rights permit, sampling and watching requests; with a process, whether \
            that one can be profiled, whether its functions will have names and, of Python, whether requests can be told \
            apart by its asyncio tasks. Each finding comes with its remedy. Exits with 0 where sampling is \
            possible, with 77 where it is not, with 69 where the process does not exist.

            EXAMPLES:
              glass doctor
              glass doctor 1234
              glass doctor postgres --json
            """)

    @Argument(
        help: ArgumentHelp("A process to look at, by number or by name.", valueName: "pid|name"),
        completion: TargetArgument.completion)
    var target: TargetArgument?

    @Flag(help: "Write the findings as JSON.")
    var json = false

    func run() throws {
        let target = try resolve()
        let host = HostFacts.collect()
        var findings = HostChecks.all(host)
        if let target { findings += TargetChecks.all(target, host: host) }
        try write(findings)
        if let target, target.status == nil { throw ExitStatus.unavailable.exitCode }
        if findings.contains(where: { $0.status == .fail }) { throw ExitStatus.notPermitted.exitCode }
    }

    /// A number is taken as it is: that there is no such process is a finding too.
    private func resolve() throws -> TargetFacts? {
        guard let target else { return nil }
        if let number = Int32(target.text), number > 0 { return TargetFacts.collect(ProcessID(number)) }
        return TargetFacts.collect(try target.resolve())
    }

    private func write(_ findings: [Finding]) throws {
        Palette.prepare()
        let output = try TextOutput(path: nil)
        try output.write(json ? JSONText.of(FindingList(findings)) : FindingText.text(findings))
        try output.finish()
    }
}
