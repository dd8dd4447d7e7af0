import Testing

@testable import GlassConfiguration

@Suite struct ConfigurationTextTests {
    private let file = #"""
        [view]
        theme = "nord"
        [keys]
        open = ["o", "\\"]
        search = []
        [columns.functions]
        widths = { "self" = 9, total = 12 }
        reverse = true
        [record]
        rate = 49.5
        duration = "90s"
        [recordings]
        size = "1500kB"
        [requests]
        routes = ["/users/{name}"]
        show_parameters = ["sort", "page"]
        rules = [{ route = "GET /\"a\"", keep = "1/10" }, { route = "* /b", keep = "none" }]
        [source]
        map = { "/build" = "/home/ada/src \u0007" }
        [env.live.record]
        rate = 9
        """#

    private func read(_ text: String) throws -> Configuration {
        try Configuration(toml: text, file: "c.toml", environment: nil, vocabulary: .test)
    }

    /// Without where it came from.
    private func values(_ configuration: Configuration) -> [[String?]] {
        configuration.sections.flatMap { section in section.parts.flatMap(\.entries).map { [$0.key, $0.value] } }
    }

    @Test func isAFileThatGivesTheSameSettings() throws {
        for configuration in [Configuration.standard(.test), try read(file)] {
            #expect(try values(read(configuration.text)) == values(configuration))
        }
    }

    @Test func saysWhereEachValueComesFrom() throws {
        var configuration = try Configuration(toml: file, file: "c.toml", environment: "live", vocabulary: .test)
        configuration.view.mouse = configuration.view.mouse.overridden(by: false, .option("--no-mouse"))
        configuration.view.pane = configuration.view.pane.overridden(by: nil, .option("--pane"))
        let lines = configuration.text.split(separator: "\n").map(String.init)
        func line(_ key: String) -> String? { lines.first { $0.hasPrefix(key + " = ") || $0.hasPrefix("# \(key) = ") } }
        #expect(line("theme")?.hasSuffix("# c.toml:2") == true)
        #expect(line("mouse")?.hasPrefix("mouse = false ") == true)
        #expect(line("mouse")?.hasSuffix("# --no-mouse") == true)
        #expect(line("pane")?.hasSuffix("# default") == true)
        #expect(line("rate")?.hasPrefix("rate = 9 ") == true)
        #expect(line("rate")?.hasSuffix("# c.toml:21 (env.live.record.rate)") == true)
        #expect(line("duration")?.hasPrefix("duration = \"90s\" ") == true)
        let standard = Configuration.standard(.test).text
        #expect(standard.contains("\n# duration = \"30s\"   # not set\n"))
    }

    @Test func eachSectionStandsThere() {
        for name in Configuration.sectionNames where name != "columns" {
            #expect(Configuration.standard.text.contains("[\(name)]\n"))
        }
    }
}
