import ArgumentParser
import GlassModel
import GlassStore
import GlassSystem
import Glibc

/// The command line. Each command stands in a file of its own in `Commands/`.
@main
struct Glass: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glass",
        abstract: "See where the time of a running process goes.",
        discussion: """
            glass samples the stacks of a process, running and waiting, without touching its code, and shows them while \
            they change. What it sees goes into a recording, one file, which every other command reads.

            EXAMPLES:
              glass attach 1234                Look at a process while it runs
              glass attach postgres            The same by name
              glass run -- ./server -p 80      Start a command and look at it
              glass record 1234 --duration 9s  Record without a screen
              glass report                     What took the time
              glass doctor 1234                Why it cannot be profiled

            EXIT STATUS:
              0 done; 1 a check failed; 64 wrong usage; 65 the input is no profile; 66 no such input; 69 the target is \
            gone or unavailable; 73 the output cannot be written; 77 not permitted.

            ENVIRONMENT:
              GLASS_THEME names the theme, GLASS_ENV the environment of the configuration, GLASS_AGENT the agent; \
            XDG_STATE_HOME moves the recordings, XDG_CONFIG_HOME the configuration, XDG_CACHE_HOME what is kept of the \
            programs that were looked at; NO_COLOR and CLICOLOR_FORCE switch colours off and on.
            """,
        version: "glass \(GlassVersion.current)",
        subcommands: [
            Attach.self, Top.self, Run.self, Record.self, Dump.self, View.self, Report.self, Export.self,
            Recordings.self, Config.self, Doctor.self, Demo.self, Gate.self, Manual.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }
}
