import Foundation
import Testing

@Suite final class ReadmeTests {
    private let readme: Markdown
    private let folder: URL

    init() throws {
        readme = Markdown(try Repository.text("README.md"))
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("docs-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Root may trace whatever the settings are.
    private static let mayTrace: Bool = {
        let scope = try? String(contentsOfFile: "/proc/sys/kernel/yama/ptrace_scope", encoding: .utf8)
        return geteuid() == 0 || scope == nil || scope == "0\n"
    }()

    /// The command of glass that a line runs: `record` of `glass record …`.
    private func subcommand(of line: String) -> String? {
        line.firstMatch(of: /^glass (\w+)/).map { String($0.1) }
    }

    /// These need a terminal.
    private func needsScreen(_ line: String) -> Bool {
        switch subcommand(of: line) {
        case "attach", "top", "view", "demo": true
        case "run": !line.contains("--no-screen")
        default: false
        }
    }

    @Test func showsEveryCommand() {
        let shown = Set(readme.commands.compactMap(subcommand))
        let all: Set = [
            "attach", "top", "run", "record", "dump", "view", "report", "export", "recordings", "config", "doctor",
            "demo",
        ]
        #expect(shown == all)
    }

    @Test func commandsAndOptionsExist() throws {
        for line in readme.commands {
            guard let subcommand = subcommand(of: line) else { continue }
            let help = try CommandRun("glass help \(subcommand)", in: folder)
            #expect(help.status == 0, "glass help \(subcommand): \(help.output)")
            let own = line.split(separator: " -- ").first ?? ""
            for option in own.matches(of: /(?:^| )(--?[a-z][a-z-]*)/) where subcommand != "recordings" {
                #expect(help.output.contains(option.1), "\(line): glass help \(subcommand) does not know \(option.1)")
            }
        }
    }

    @Test(.enabled(if: mayTrace, "needs the right to trace"))
    func commandsWorkAsTheyStand() throws {
        let demo = try DemoService()
        let environment = ["pid": "\(demo.pid)", "HOME": folder.path, "XDG_STATE_HOME": folder.path + "/state"]
        for line in readme.commands where !needsScreen(line) && !line.hasPrefix("./install.sh") {
            let run = try CommandRun(line, in: folder, environment: environment)
            #expect(run.status == 0, "\(line)\n\(run.output)")
        }
        for query in Markdown(try Repository.text("docs/recording.md")).blocks("sql") {
            let file = folder.appendingPathComponent("query.sql")
            try query.write(to: file, atomically: false, encoding: .utf8)
            let run = try CommandRun("sqlite3 -bail slow.glass <query.sql", in: folder)
            #expect(run.status == 0, "\(query)\n\(run.output)")
            // Whether requests can be watched depends on the kernel and on who asks.
            #expect(!run.output.isEmpty || query.contains("request"), "no rows: \(query)")
        }
    }

    @Test(arguments: ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/recording.md"])
    func linksLeadSomewhere(page: String) throws {
        let base = Repository.root.appendingPathComponent(page).deletingLastPathComponent()
        for link in Markdown(try Repository.text(page)).localLinks {
            let target = base.appendingPathComponent(link)
            #expect(FileManager.default.fileExists(atPath: target.path), "\(page) links to \(link)")
        }
    }

    @Test func theInstallerKnowsWhatIsAskedOfIt() throws {
        let help = try CommandRun("'\(Repository.root.path)/install.sh' --help", in: folder)
        #expect(help.status == 0)
        for line in readme.commands where line.hasPrefix("./install.sh ") {
            let argument = line.split(separator: " ")[1]
            #expect(help.output.contains(argument), "\(line)")
        }
    }
}
