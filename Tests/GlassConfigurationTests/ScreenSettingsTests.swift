import GlassModel
import Testing

@testable import GlassConfiguration

@Suite struct ScreenSettingsTests {
    private func configuration(_ text: String, environment: String? = nil) throws -> Configuration {
        try Configuration(toml: text, file: "c.toml", environment: environment, vocabulary: .test)
    }

    @Test func readsTheView() throws {
        let view = try configuration(
            """
            [view]
            theme = "nord"
            mouse = false
            pane = "threads"
            metric = "wall"
            frames_per_second = 10
            hints = false
            [env.live.view]
            theme = "light"
            """, environment: "live"
        ).view
        #expect(view.theme == Setting("light", origin: .file(path: "c.toml", line: 9, key: "env.live.view.theme")))
        #expect(!view.mouse.value)
        #expect(view.pane.value == "threads")
        #expect(view.metric.value == "wall")
        #expect(view.framesPerSecond.value == 10)
        #expect(!view.hints.value)
    }

    @Test func readsHowToRecord() throws {
        let read = try configuration(
            """
            [record]
            rate = 199
            budget = 0.5
            duration = "1m"
            children = true
            requests = "off"
            request_budget = 5
            [recordings]
            keep = 7
            size = "1.5GB"
            [source]
            map = { "/build" = "~/src" }
            """)
        #expect(read.record.rate.value == 199)
        #expect(read.record.budget.value == 0.5)
        #expect(read.record.duration.value == .seconds(60))
        #expect(read.record.children.value)
        #expect(read.record.requests.value == "off")
        #expect(read.record.requestBudget.value == 5)
        #expect(read.recordings.keep.value == 7)
        #expect(read.recordings.size.value == 1_500_000_000)
        #expect(read.source.map.value == ["/build": "~/src"])
    }

    @Test func readsColumns() throws {
        let text = """
            [columns.functions]
            show = ["total", "function"]
            widths = { function = 40 }
            [env.live.columns.functions]
            sort = "total"
            reverse = true
            """
        let table = try #require(configuration(text, environment: "live").columns.tables.first)
        #expect(table.show.value == ["total", "function"])
        #expect(table.widths.value == ["function": 40])
        #expect(table.sort.origin == .file(path: "c.toml", line: 5, key: "env.live.columns.functions.sort"))
        #expect(table.isReversed.value)
        #expect(Configuration.standard(.test).columns.tables.first?.show.value == ["self", "function"])
    }

    @Test func readsKeys() throws {
        let keys = try configuration("[keys]\nopen = \"o\"\nsearch = []\nquit = [\"x\", \"C-c\"]\n").keys
        #expect(keys.changes == ["open": ["o"], "search": [], "quit": ["x", "C-c"]])
        #expect(keys.bindings.map(\.action) == ["open", "search", "quit"])
        #expect(Configuration.standard(.test).keys.changes.isEmpty)
    }

    @Test func aKeyMayMoveFromOneActionToAnother() throws {
        let keys = try configuration("[keys]\nopen = \"s\"\nsearch = \"Enter\"\n").keys
        #expect(keys.changes == ["open": ["s"], "search": ["Enter"]])
    }

    static let mistakes: [(text: String, words: String)] = [
        ("[view]\ntheme = 3\n", "c.toml:2: view.theme: should be a text in quotes"),
        ("[view]\nmouse = \"no\"\n", "c.toml:2: view.mouse: should be true or false"),
        ("[view]\npane = \"heap\"\n", "c.toml:2: view.pane: 'heap' should be one of icicle, threads"),
        (
            "[view]\nframes_per_second = 0\n",
            "c.toml:2: view.frames_per_second: 0 is out of range; give 1 to 60"
        ),
        ("[record]\nrate = 0\n", "c.toml:2: record.rate: should be a number above 0 and at most 9999"),
        ("[record]\nbudget = nan\n", "c.toml:2: record.budget: should be a number above 0 and at most 100"),
        (
            "[record]\nduration = \"10\"\n",
            "c.toml:2: record.duration: '10' should be a duration such as \"10s\" or \"5m\""
        ),
        ("[record]\nrequests = \"yes\"\n", "c.toml:2: record.requests: 'yes' should be one of on, off, auto"),
        (
            "[recordings]\nsize = \"2\"\n",
            "c.toml:2: recordings.size: '2' should be a size such as \"500MB\" or \"2GB\""
        ),
        (
            "[source]\nmap = { \"/a\" = 1 }\n",
            "c.toml:2: source.map: should be a table of texts, such as { \"/build\" = \"/home/me/src\" }"
        ),
        (
            "[columns.functions]\nshow = [\"name\"]\n",
            "c.toml:2: columns.functions.show: 'name' should be one or more of self, total, function"
        ),
        (
            "[columns.functions]\nwidths = { self = 1 }\n",
            "c.toml:2: columns.functions.widths: should be a table of whole numbers from 3 to 200"
        ),
        (
            "[columns.functions]\nsort = \"x\"\n",
            "c.toml:2: columns.functions.sort: 'x' should be one of self, total, function"
        ),
        (
            "[columns.functions]\nshown = []\n",
            "c.toml:2: columns.functions.shown: glass knows no such key; did you mean show?"
        ),
        ("[columns.function]\n", "c.toml:1: columns.function: glass knows no such key; did you mean functions?"),
        ("[columns]\nfunctions = 1\n", "c.toml:2: columns.functions: should be a table, as in [columns.functions]"),
        ("[keys]\nserch = \"x\"\n", "c.toml:2: keys.serch: glass knows no such key; did you mean search?"),
        (
            "[keys]\nopen = \"Ctrl-X\"\n",
            "c.toml:2: keys.open: 'Ctrl-X' should be the name of a key, such as \"o\", \"Enter\", \"F2\" or \"C-o\""
        ),
        (
            "[keys]\nopen = 1\n",
            "c.toml:2: keys.open: should be a text in quotes or a list of them, such as [\"one\", \"two\"]"
        ),
        (
            "[keys]\nopen = [\"o\", \"s\"]\n",
            "c.toml:2: keys.open: the key s is taken by search; give search another one, or none: search = []"
        ),
        (
            "[keys]\nsearch = \"a\"\n\nopen = \"^A\"\n",
            "c.toml:4: keys.open: the key a is taken by search; give search another one, or none: search = []"
        ),
        ("[keys]\nopen = \"C-c\"\n", "c.toml:2: keys.open: C-c always quits; give another key"),
        ("[keys]\nquit = []\n", "c.toml:2: keys.quit: there must be a key for this, besides C-c"),
        ("[keys]\nquit = \"C-c\"\n", "c.toml:2: keys.quit: there must be a key for this, besides C-c"),
        (
            "[keys]\nsearch = \"f\"\n[env.live.keys]\nopen = \"f\"\n",
            "c.toml:4: env.live.keys.open: the key f is taken by search; give search another one, or none: search = []"
        ),
    ]

    @Test(arguments: mistakes)
    func namesFileLineAndKey(text: String, words: String) {
        #expect { try configuration(text) } throws: { error in
            #expect("\(error)" == words)
            return true
        }
    }

    @Test func withoutAScreenItsSectionsAreTakenAsTheyStand() throws {
        let text = "[keys]\nopen = \"Ctrl-X\"\nnonsense = 1\n[view]\npane = \"heap\"\n"
        #expect(try Configuration(toml: text, file: "c.toml").view.pane.value == "heap")
    }
}
