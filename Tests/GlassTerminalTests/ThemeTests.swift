import Foundation
import Testing

@testable import GlassTerminal

@Suite struct ThemeTests {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "themes").path()
    static let shipped = [
        "colour-blind-safe", "dark", "gruvbox", "high-contrast", "light", "monochrome", "nord", "solarized",
    ]

    private func theme(_ name: String) throws -> Theme {
        try #require(try ThemeLibrary(directories: [Self.directory]).theme(named: name))
    }

    @Test func theBuiltInThemeIsTheFile() throws {
        let file = try String(contentsOfFile: "\(Self.directory)/dark.toml", encoding: .utf8)
        #expect(Theme.builtInSource == file)
        #expect(try Theme(toml: file, file: "dark.toml") == Theme.builtIn)
        #expect(Theme.builtIn[.background] != .black)
    }

    @Test func allShippedThemesAreFound() {
        #expect(ThemeLibrary(directories: [Self.directory]).names == Self.shipped)
    }

    @Test(arguments: shipped, ColorDepth.allCases) func textReadsAtEveryDepth(name: String, depth: ColorDepth) throws {
        let theme = try theme(name).adapted(to: depth)
        #expect(theme.name == name)
        for text in [Theme.Role.text, .dim, .accent, .good, .warn, .bad] {
            for background in [Theme.Role.background, .header, .selection] {
                let style = theme.style(text, on: background)
                #expect(style.foreground.contrast(with: style.background) >= 4.5)
            }
        }
        for palette in Theme.Palette.allCases {
            for shade in theme.shades(palette) {
                let banded = theme.mix(shade, theme[.background], 0.09)
                #expect(theme.ink(on: shade).contrast(with: shade) >= 4.5)
                #expect(theme.ink(on: banded).contrast(with: banded) >= 4.5)
            }
        }
    }

    /// A frame is written in the background's or the text's own colour: no theme needs the emergency black or white.
    @Test(arguments: shipped) func framesAreWrittenInTheThemesOwnColors(name: String) throws {
        let theme = try theme(name)
        for shade in Theme.Palette.allCases.flatMap({ theme.shades($0) }) {
            #expect([theme[.background], theme[.text]].contains(theme.ink(on: shade)))
        }
    }

    @Test(arguments: shipped, [ColorDepth.sixteen, .indexed256]) func whatMustStandOutDoes(
        name: String, depth: ColorDepth
    ) throws {
        let theme = try theme(name).adapted(to: depth)
        for role in [Theme.Role.selection, .focus, .search, .track] { #expect(theme[role] != theme[.background]) }
    }

    @Test func aThemeWithoutColorsForPythonShowsItAsNativeCode() throws {
        let lines = Theme.builtInSource.split(separator: "\n").filter { !$0.hasPrefix("python =") }
        let theme = try Theme(toml: lines.joined(separator: "\n"), file: "my.toml")
        #expect(theme.shades(.python) == theme.shades(.native))
        #expect(Theme.builtIn.shades(.python) != Theme.builtIn.shades(.native))
    }

    private func error(_ change: (String) -> String) -> ThemeError? {
        do throws(ThemeError) {
            _ = try Theme(toml: change(Theme.builtInSource), file: "my.toml")
            return nil
        } catch { return error }
    }

    @Test func errorsNameFileLineAndKey() {
        let bad = error { $0.replacing("accent = \"#7db8f0\"", with: "accent = \"blue\"") }
        #expect(bad?.description == "my.toml:8: colors.accent: 'blue' is no colour; write it as \"#rrggbb\"")
        let unknown = error { $0.replacing("dim =", with: "dimm =") }
        #expect(
            unknown?.description == "my.toml:7: colors.dimm: glass knows no such key; remove it or correct its name")
        let missing = error { $0.replacing("good = \"#8ccf7e\"\n", with: "") }
        #expect(
            missing?.description
                == "my.toml: colors.good: this key is missing; copy it from another theme, such as dark.toml")
        let section = error { $0 + "\n[shapes]\nx = 1\n" }
        #expect(section?.key == "shapes")
        #expect(section?.line == Theme.builtInSource.split(separator: "\n", omittingEmptySubsequences: false).count + 1)
        let list = error { $0.replacing("kernel = [", with: "kernel = [] # [") }
        #expect(list?.problem == .notAList)
        #expect(list?.key == "icicle.kernel")
        let shade = error { $0.replacing("\"#efa35f\"", with: "7") }
        #expect(shade?.problem == .notAColor("7"))
        let name = error { $0.replacing("name = \"dark\"", with: "name = 3") }
        #expect(name?.description == "my.toml:2: name: should be the theme's name in quotes")
        let number = error { $0.replacing("accent = \"#7db8f0\"", with: "accent = 12") }
        #expect(number?.problem == .notAColor("12"))
    }

    @Test func brokenTOMLSaysWhere() {
        let broken = error { $0.replacing("[colors]", with: "[colors") }
        #expect(broken?.line == 4)
        #expect(broken?.description.hasPrefix("my.toml:4: not valid TOML:") == true)
    }

    @Test func aPersonsOwnThemeWins() throws {
        let own = FileManager.default.temporaryDirectory.appending(path: "themes-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: own) }
        let source = Theme.builtInSource.replacing("accent = \"#7db8f0\"", with: "accent = \"#123456\"")
        try source.write(to: own.appending(path: "dark.toml"), atomically: true, encoding: .utf8)
        let library = ThemeLibrary(directories: [own.path(), "/nowhere", Self.directory])
        #expect(try library.theme(named: "dark")?[.accent] == Color(0x12, 0x34, 0x56))
        #expect(try library.theme(named: "light") != nil)
        #expect(try library.theme(named: "none such") == nil)
        #expect(try library.theme(named: "../dark") == nil)
        #expect(try ThemeLibrary(directories: []).theme(named: "dark") == Theme.builtIn)
    }
}
