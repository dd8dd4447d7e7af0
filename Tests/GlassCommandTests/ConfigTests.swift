import Foundation
import GlassConfiguration
import GlassViewer
import Testing

@testable import glass

@Suite("config")
struct ConfigTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try FileManager.default.createDirectory(
            atPath: sandbox.file(".config/glass"), withIntermediateDirectories: true)
        let themes = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("themes").resolvingSymlinksInPath()
        try FileManager.default.copyItem(atPath: themes.path, toPath: sandbox.file(".config/glass/themes"))
    }

    private var file: String { sandbox.file(".config/glass/config.toml") }

    private func configure(_ text: String) throws {
        try sandbox.write(text, to: ".config/glass/config.toml")
    }

    private func config(_ arguments: [String] = [], _ variables: [String: String] = [:]) throws -> GlassRun {
        try GlassRun(["config"] + arguments, in: sandbox, environment: variables)
    }

    /// Of a key: its value, and where it comes from.
    private func line(_ key: String, in run: GlassRun) throws -> [String] {
        let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("\(key) = ") })
        return line.dropFirst(key.count + 3).components(separatedBy: " # ").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    @Test("Without a file, everything is the default")
    func defaults() throws {
        let run = try config()
        #expect(run.status == 0)
        #expect(run.output.contains("# File: \(file) (there is none yet)"))
        #expect(try line("rate", in: run) == ["99", "default"])
        #expect(try line("quit", in: run) == [#"["q", "C-c"]"#, "default"])
    }

    @Test("An option counts before a variable, this before the environment's section, this before the section")
    func precedence() throws {
        try configure("[view]\ntheme = \"light\"\nmouse = false\n[env.live.view]\ntheme = \"nord\"\n")
        #expect(try line("theme", in: config()) == [#""light""#, "\(file):2"])
        let live = ["--env", "live"]
        #expect(try line("theme", in: config(live)) == [#""nord""#, "\(file):5 (env.live.view.theme)"])
        #expect(try line("mouse", in: config(live)) == ["false", "\(file):3"])
        let variable = ["GLASS_THEME": "gruvbox", "GLASS_ENV": "live"]
        #expect(try line("theme", in: config([], ["GLASS_ENV": "live"]))[0] == #""nord""#)
        #expect(try line("theme", in: config([], variable)) == [#""gruvbox""#, "GLASS_THEME"])
        #expect(try line("theme", in: config(["--theme", "dark"], variable)) == [#""dark""#, "--theme"])
        #expect(try line("rate", in: config(["--rate", "9"])) == ["9", "--rate"])
    }

    @Test("What is printed can be saved and gives the same")
    func roundTrip() throws {
        try configure("[keys]\nfreeze = [\"F5\"]\n[record]\nduration = \"5m\"\n[source]\nmap = { \"/a\" = \"/b\" }\n")
        let first = try config(["--rate", "7"])
        try configure(first.output)
        let second = try config()
        #expect(second.status == 0)
        func values(_ run: GlassRun) -> [String] {
            run.output.split(separator: "\n").filter { $0.contains(" = ") }.map {
                String($0).components(separatedBy: " # ")[0].trimmingCharacters(in: .whitespaces)
            }
        }
        #expect(values(first) == values(second))
        #expect(try line("rate", in: second)[0] == "7")
    }

    @Test("--path is where the file is or would be")
    func path() throws {
        #expect(try config(["--path"]).output == file + "\n")
        let moved = try config(["--path"], ["XDG_CONFIG_HOME": "/etc/ada"])
        #expect(moved.output == "/etc/ada/glass/config.toml\n")
    }

    @Test("--check says whether a file is right")
    func check() throws {
        try configure("[view]\ntheme = \"nord\"\n")
        #expect(try config(["--check"]).status == 0)
        let wrong = try sandbox.write("[keys]\nopen = \"q\"\n", to: "wrong.toml")
        let run = try config(["--check", wrong])
        #expect(run.status == 65)
        #expect(
            run.errors == "glass: \(wrong):2: keys.open: the key q is taken by quit; give quit another one, or none: "
                + "quit = []\n")
        #expect(try config(["--check", sandbox.file("none.toml")]).status == 66)
    }

    @Test("A theme that does not exist is told with its line")
    func noTheme() throws {
        try configure("[view]\ntheme = \"nrd\"\n")
        let run = try config(["--check"])
        #expect(run.status == 65)
        #expect(run.errors.hasPrefix("glass: \(file):2: view.theme: there is no theme “nrd”; there are "))
    }

    @Test("A theme at which the parser of TOML would end the process is refused with its line")
    func trap() throws {
        try sandbox.write("name = \"mine\"\n[colors]\ntext = ]\n", to: ".config/glass/themes/mine.toml")
        let run = try config(["--check", "--theme", "mine"])
        #expect(run.status == 65)
        #expect(run.errors.contains("themes/mine.toml:3: not valid TOML: a value is missing"))
    }

    @Test("A file that has changed is read again; a mistake in it is told")
    func reload() throws {
        try configure("[keys]\nfreeze = \"F5\"\n")
        let settings = try Settings(file: ConfigurationFile(path: file, isRequired: false))
        let reload = try #require(SettingsReload(settings))
        #expect(reload.news() == nil)
        try configure("[keys]\nfreeze = \"F6\"\n[view]\nframes_per_second = 7\n")
        guard case .changed(let changed) = reload.news() else {
            Issue.record("no news")
            return
        }
        #expect(changed.keys == ["freeze": ["F6"]])
        #expect(changed.frameLimit == 7)
        #expect(reload.news() == nil)
        try configure("[keys]\nfreeze = \n")
        guard case .wrong(let reason) = reload.news() else {
            Issue.record("no mistake")
            return
        }
        #expect(reason.contains("config.toml:2: not valid TOML"))
        try FileManager.default.removeItem(atPath: file)
        guard case .changed(let gone) = reload.news() else {
            Issue.record("no news of the end")
            return
        }
        #expect(gone.keys.isEmpty)
    }

    @Test("The screen is told of columns, and of sources below the home directory")
    func screen() throws {
        try configure("[columns.threads]\nsort = \"wall\"\n[source]\nmap = { \"/a\" = \"~/b\", \"/c\" = \"/d~\" }\n")
        let settings = try Settings(file: ConfigurationFile(path: file)).viewerSettings
        #expect(settings.columns.keys.sorted() == ["threads"])
        #expect(settings.columns["threads"]?.sort == "wall")
        #expect(settings.sourceMap["/c"] == "/d~")
        #expect(settings.sourceMap["/a"] == Environment.value("HOME").map { "\($0)/b" })
    }

    @Test("The home directory is written shorter")
    func home() {
        #expect(SettingsReload.withoutHome("/home/ada/.config/x:1", home: "/home/ada") == "~/.config/x:1")
        #expect(SettingsReload.withoutHome("/home/adam/x:1", home: "/home/ada") == "/home/adam/x:1")
        #expect(SettingsReload.withoutHome("/x:1", home: "/") == "/x:1")
    }

    @Test("The hints are shown once, also where nothing can be remembered")
    func firstRun() throws {
        let variables = ["XDG_STATE_HOME": sandbox.file("state")]
        let first = try #require(FirstRun(variables: variables))
        first.end()
        #expect(FirstRun(variables: variables) == nil)
        try sandbox.write("", to: "file")
        let unwritable = ["XDG_STATE_HOME": sandbox.file("file")]
        FirstRun(variables: unwritable)?.end()
        #expect(FirstRun(variables: unwritable) != nil)
        #expect(FirstRun(variables: [:]) == nil)
    }
}
