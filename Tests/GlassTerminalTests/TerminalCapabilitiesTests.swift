import Testing

@testable import GlassTerminal

@Suite struct TerminalCapabilitiesTests {
    private func capabilities(_ environment: [String: String]) -> TerminalCapabilities {
        TerminalCapabilities(environment: environment)
    }

    @Test(arguments: [
        ("xterm-256color", ColorDepth.indexed256), ("tmux-256color", .indexed256), ("screen", .sixteen),
        ("screen-256color", .indexed256), ("xterm", .sixteen), ("alacritty", .sixteen),
    ])
    func emulatorsShowEverything(term: String, depth: ColorDepth) {
        let known = capabilities(["TERM": term, "LANG": "de_DE.UTF-8"])
        #expect(known.depth == depth)
        #expect(known.glyphs == .full)
        #expect(known.glyphs.hasEighthBlocks)
        #expect(known.hasXtermModes && known.hasAlternateScreen && known.hasBrightBackgrounds)
    }

    @Test func theConsoleHasFewGlyphsAndDarkBackgrounds() {
        let known = capabilities(["TERM": "linux", "LANG": "C.UTF-8"])
        #expect(known.depth == .sixteen)
        #expect(known.glyphs == .console)
        #expect(!known.hasBrightBackgrounds && !known.hasAlternateScreen && !known.hasXtermModes)
    }

    @Test func anOldTerminalHasASCIIAndNoColors() {
        let known = capabilities(["TERM": "vt100"])
        #expect(known.depth == .monochrome)
        #expect(known.glyphs == .ascii)
        #expect(!known.hasXtermModes && !known.hasAlternateScreen)
    }

    @Test(arguments: [
        ([:], GlyphRepertoire.full), (["LANG": "C"], .ascii), (["LANG": "de_DE.ISO-8859-1"], .ascii),
        (["LANG": "C", "LC_ALL": "en_US.utf8"], .full), (["LC_ALL": "POSIX", "LANG": "en_US.UTF-8"], .ascii),
        (["LC_ALL": "", "LC_CTYPE": "en_US.UTF-8", "LANG": "C"], .full), (["LANG": ""], .full),
    ])
    func theLocaleSaysWhichCharactersThereAre(locale: [String: String], glyphs: GlyphRepertoire) {
        #expect(capabilities(locale.merging(["TERM": "xterm-256color"]) { $1 }).glyphs == glyphs)
    }
}

@Suite struct GlyphRepertoireTests {
    /// What glass itself draws with.
    private static let drawn = "╭╮╰╯─│┌┐└┘├┤┬┴┼━┃═║▏▎▍▌▋▊▉█▁▂▃▄▅▆▇▐▕▔▀░▒▓■□●○◆▲▼▴▾►◄▸◂↑↓←→↔›‹…·–—×“”‘’µ≥≤≈±✓✗⚠⠁⡇⣿⠿▮⏸"

    private func shown(_ text: String, _ repertoire: GlyphRepertoire) -> String {
        var buffer = CellBuffer(size: Size(width: columns(of: text), height: 1), style: Style(.white, on: .black))
        buffer.text(text, x: 0, y: 0, style: Style(.white, on: .black))
        return buffer.restricted(to: repertoire).text(ofRow: 0)
    }

    @Test func whatGlassDrawsHasAStandIn() {
        for character in Self.drawn {
            let ascii = shown(String(character), .ascii)
            #expect(ascii.utf8.count == 1 && ascii != "?" && ascii != " ", "\(character)")
            #expect(shown(String(character), .console) != "?", "\(character)")
            #expect(shown(String(character), .full) == String(character))
        }
    }

    @Test func standInsLookAlike() {
        #expect(shown("╭─ keys ─╮", .ascii) == "+- keys -+")
        #expect(shown("╭─ keys ─╮", .console) == "┌─ keys ─┐")
        #expect(shown("██▌ ▁▄█ ⣿⣀", .ascii) == "##| _:# #.")
        #expect(shown("██▌ ▁▄█ ⣿⣀⠉⡇⢸", .console) == "██▌ _▄█ █▄▀▌▐")
        #expect(shown("long na…", .ascii) == "long na~")
    }

    @Test func whatComesFromElsewhereKeepsItsPlace() {
        #expect(shown("a日本e\u{301}é🙂|", .ascii) == "a????e???|")
        #expect(shown("a日é|", .console) == "a??é|")
    }

    @Test func theConsoleGetsNothingElse() {
        let glyphs = (UInt32(0)...0x1_FFFF).compactMap(Unicode.Scalar.init).map { Glyph(Character($0)) }
        let onConsole = glyphs.first { GlyphRepertoire.console.shown($0).columns != 1 }
        let inASCII = glyphs.map(GlyphRepertoire.ascii.shown).first { !$0.scalar.isASCII || $0.mark != nil }
        #expect(onConsole == nil)
        #expect(inASCII == nil)
    }

    @Test func theRendererWritesOnlyWhatTheTerminalShows() {
        for environment in [["TERM": "linux"], ["TERM": "vt100"], ["TERM": "xterm-256color", "LANG": "C"]] {
            let capabilities = TerminalCapabilities(environment: environment)
            var renderer = DifferentialRenderer(capabilities: capabilities, background: .black)
            var buffer = CellBuffer(size: Size(width: 90, height: 1), style: Style(.white, on: .black))
            buffer.text(Self.drawn, x: 0, y: 0, style: Style(.white, on: .black))
            let text = String(decoding: renderer.render(buffer), as: UTF8.self)
            #expect(text.unicodeScalars.allSatisfy { $0.isASCII } == (capabilities.glyphs == .ascii))
            #expect(!text.contains("⣿") && !text.contains("╭") && !text.contains("▏"))
            #expect(text.contains("?2026") == capabilities.hasXtermModes)
            #expect(renderer.render(buffer).isEmpty)
        }
    }

    @Test func brightBackgroundsBecomeDarkOnesWithTextThatReads() {
        let capabilities = TerminalCapabilities(environment: ["TERM": "linux"])
        var renderer = DifferentialRenderer(capabilities: capabilities, background: .black)
        var buffer = CellBuffer(size: Size(width: 1, height: 1), style: Style(.white, on: .black))
        buffer.text("x", x: 0, y: 0, style: Style(.black, on: Color(255, 0, 0)))
        // White on the console's red: black would not read there.
        #expect(String(decoding: renderer.render(buffer), as: UTF8.self).contains("\u{1B}[0;97;41mx"))
    }
}
