import Foundation
import GlassTerminal
import Testing

@testable import GlassViewer

/// What is written can be read, on screens as they are drawn: every pane, in every theme, at every depth of colours.
@Suite struct ThemeContrastTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "themes").path()
    private static let themes = ThemeLibrary(directories: [directory]).names
    /// Drawn once: what is on the screen does not depend on the colours.
    private static let viewers = GoldenView.all.map { ($0.name, $0.viewer(Size(width: 110, height: 36))) }

    @Test func allThemesAreThere() { #expect(Self.themes.count >= 8) }

    @Test(arguments: themes, [ColorDepth.sixteen, .indexed256, .truecolor])
    func everyCellReads(name: String, depth: ColorDepth) throws {
        let theme = try #require(try ThemeLibrary(directories: [Self.directory]).theme(named: name))
        let faults = Self.viewers.flatMap { view, viewer in
            Self.faults(of: GoldenView.draw(viewer, theme: theme, depth: depth)).map { "\(view) \($0)" }
        }
        let seen = Set(faults).sorted().joined(separator: "\n")
        #expect(faults.isEmpty, "\(name) \(depth.rawValue)\n\(seen)")
    }

    /// Without colours the terminal's own two are used, whatever the theme says; what stands out is reversed.
    @Test(arguments: themes) func withoutColorsNoneAreSent(name: String) throws {
        let theme = try #require(try ThemeLibrary(directories: [Self.directory]).theme(named: name))
        let capabilities = TerminalCapabilities(environment: ["TERM": "xterm-256color", "NO_COLOR": "1"])
        var renderer = DifferentialRenderer(capabilities: capabilities, background: theme[.background])
        for (_, viewer) in Self.viewers {
            let bytes = renderer.render(GoldenView.draw(viewer, theme: theme, depth: capabilities.depth))
            let codes = String(decoding: bytes, as: UTF8.self).matches(of: /\u{1B}\[([0-9;]*)m/).map(\.1)
            let other = codes.first { !$0.split(separator: ";").allSatisfy { ["0", "1", "3", "4", "7"].contains($0) } }
            #expect(other == nil)
        }
    }

    /// Cells whose glyphs cannot be told from their ground, in words.
    private static func faults(of screen: CellBuffer) -> [String] {
        var faults: [String] = []
        for y in 0..<screen.height {
            for x in 0..<screen.width {
                guard let cell = screen[x, y], cell.glyph != .space, !cell.isContinuation,
                    let scalar = cell.glyph.description.unicodeScalars.first
                else { continue }
                let (text, ground) = (cell.style.foreground, cell.style.background)
                if !isSeen(scalar, text, on: ground) {
                    faults.append("'\(scalar)' \(text.description) on \(ground.description)")
                }
            }
        }
        return faults
    }

    private static func isSeen(_ scalar: Unicode.Scalar, _ ink: Color, on ground: Color) -> Bool {
        switch scalar {
        // Where two blocks meet within a cell, with a hairline between them or not: they may well be of one colour.
        case "\u{2580}", "\u{2584}", "\u{2589}"..."\u{2590}": true
        // Lines of a box or a chart, which run through a selection, too.
        case "\u{2500}"..."\u{257F}": true
        // Blocks, shapes, Braille dots and marks of a lane: they are looked at, not read.
        case "\u{2581}"..."\u{25FF}", "\u{2800}"..."\u{28FF}", "·":
            ink.contrast(with: ground) >= 1.2 || ink.difference(from: ground) >= 15
        default: ink.contrast(with: ground) >= 4.5
        }
    }
}
