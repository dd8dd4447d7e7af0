import Foundation
import GlassTerminal
import Testing

@testable import GlassViewer

/// Every pane and box at every size and depth, cell by cell, as the files in `Tests/Fixtures/golden` have it.
/// `GLASS_WRITE_GOLDEN=1 swift test --filter GoldenScreenTests` writes them anew.
@Suite struct GoldenScreenTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/golden")
    private static let isWriting = ProcessInfo.processInfo.environment["GLASS_WRITE_GOLDEN"] != nil
    private static let exists = FileManager.default.fileExists(atPath: directory.path())

    @Test(.enabled(if: isWriting || exists), arguments: GoldenView.all, GoldenView.sizes)
    func screensAreAsTheyWere(view: GoldenView, size: Size) throws {
        let viewer = view.viewer(size)
        let picture = GoldenPicture(screens: GoldenView.depths.map { ($0, GoldenView.draw(viewer, depth: $0)) }).text
        let file = Self.directory.appending(path: "\(view.name)-\(size.width)x\(size.height).txt")
        if Self.isWriting {
            try FileManager.default.createDirectory(at: Self.directory, withIntermediateDirectories: true)
            try picture.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let isSame = picture == golden
        #expect(isSame, "\(file.lastPathComponent)\n\(GoldenDifference(expected: golden, drawn: picture))")
    }

    /// A screen fills its size and no more, and its wide glyphs are whole.
    @Test(arguments: GoldenView.all, GoldenView.sizes)
    func everyRowIsAsWideAsTheScreen(view: GoldenView, size: Size) {
        let screen = GoldenView.draw(view.viewer(size), depth: .truecolor)
        #expect(screen.size == size)
        for y in 0..<size.height {
            #expect(columns(of: screen.text(ofRow: y)) == size.width, "row \(y): \(screen.text(ofRow: y))")
        }
    }

    @Test func aDifferenceShowsWhere() {
        let difference = GoldenDifference(expected: "== text\nabc\n== sixteen\na", drawn: "== text\nabd\n== sixteen\na")
        #expect(difference.description.contains("line 1 was |abc|\n          is |abd|\n                ^"))
        #expect(!difference.description.contains("sixteen"))
    }
}
