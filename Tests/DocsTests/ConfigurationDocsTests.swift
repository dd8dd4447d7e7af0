import Foundation
import Testing

/// docs/configuration.md says of each setting what `glass config` says.
@Suite final class ConfigurationDocsTests {
    private let page: String
    private let folder: URL
    private let settings: String

    init() throws {
        page = try Repository.text("docs/configuration.md")
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("docs-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        settings = try CommandRun(
            "env -u XDG_CONFIG_HOME -u GLASS_ENV -u GLASS_THEME HOME=$PWD glass config", in: folder
        )
        .output
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The lines below a heading, up to the next one.
    private func lines(of text: String, below heading: String) -> [Substring] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0 == heading }) else { return [] }
        let mark = heading.prefix { "#[".contains($0) } == "[" ? "[" : "## "
        return Array(lines[(start + 1)...].prefix { !$0.hasPrefix(mark) })
    }

    /// By key, the default as the page's tables have it.
    private func documented(_ section: String) -> [String: String] {
        let heading = "## " + section.prefix(1).uppercased() + section.dropFirst()
        let rows = lines(of: page, below: heading).filter { $0.hasPrefix("| `") }
        return Dictionary(
            rows.compactMap { row -> (String, String)? in
                let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                guard let key = cells.first, let value = cells.last else { return nil }
                return (key.replacing("`", with: ""), value.hasPrefix("`") ? value.replacing("`", with: "") : value)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// By key, the value that `glass config` prints without a file.
    private func printed(_ section: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in lines(of: settings, below: "[\(section)]") {
            if let match = line.wholeMatch(of: /(# )?(\S+) = (.*?)\s+# (default|not set)/) {
                values[String(match.2)] = match.1 == nil ? String(match.3) : "not set"
            }
        }
        return values
    }

    @Test(arguments: ["view", "record", "recordings", "requests", "python", "source"])
    func tablesHaveEveryKeyAndItsDefault(section: String) {
        #expect(documented(section) == printed(section))
        #expect(!printed(section).isEmpty)
    }

    @Test(arguments: ["functions", "threads", "requests", "routes", "queries"])
    func theTableOfColumnsHasTheUsualOnes(table: String) throws {
        let row = try #require(lines(of: page, below: "## Columns").first { $0.hasPrefix("| `\(table)` |") })
        let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        let values = printed("columns.\(table)")
        #expect(cells[1] == "`\(values["show"] ?? "")`")
        #expect(cells[2] == "`\(values["sort"] ?? "")`")
    }

    @Test func theTableOfKeysHasEveryAction() {
        var documented: [String: String] = [:]
        for row in lines(of: page, below: "## Keys") {
            guard let match = row.wholeMatch(of: /\| `([a-z0-9-]+)` \|.*\| `(.*)` \|/) else { continue }
            documented[String(match.1)] = String(match.2).replacing("\\|", with: "|")
        }
        #expect(documented == printed("keys"))
        #expect(documented["quit"] == #"["q", "C-c"]"#)
    }

    @Test func everyExampleIsRight() throws {
        // Those that were installed are not beside a build.
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent(".config/glass"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Repository.root.appendingPathComponent("themes"),
            to: folder.appendingPathComponent(".config/glass/themes"))
        let blocks = Markdown(page).blocks("toml")
        #expect(blocks.count > 5)
        for block in blocks {
            try block.write(to: folder.appendingPathComponent("config.toml"), atomically: false, encoding: .utf8)
            let run = try CommandRun("env -u XDG_CONFIG_HOME HOME=$PWD glass config --check config.toml", in: folder)
            #expect(run.status == 0, "\(block)\n\(run.output)")
        }
    }
}
