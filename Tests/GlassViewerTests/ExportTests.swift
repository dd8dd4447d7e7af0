import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct ExportTests {
    private func file(_ viewer: TestViewer) -> ExportFile? {
        for case .write(let file) in viewer.effects { return file }
        return nil
    }

    private func export(_ format: String, in viewer: inout TestViewer) -> ExportFile? {
        viewer.press(":")
        viewer.type("export \(format)")
        viewer.press("Enter")
        return file(viewer)
    }

    @Test func theIcicleIsAPictureWhereThatIsAskedFor() throws {
        var viewer = TestViewer()
        let file = try #require(export("svg", in: &viewer))
        #expect(file.name == "glass-app-icicle")
        #expect(file.suffix == "svg")
        #expect(file.text.contains("data-n=\"parse(Request const&amp;)\""))
        viewer.press("i")
        let inverted = try #require(export("svg", in: &viewer))
        #expect(inverted.text != file.text)
    }

    @Test func oneRoutesStacksAreExported() throws {
        var viewer = TestViewer(width: 120, height: 40, traffic: true)
        viewer.press("e")
        let whole = try #require(file(viewer)).text
        viewer.press("2", "f", "e")
        #expect(viewer.state.routeScope != nil)
        let route = try #require(file(viewer))
        #expect(!route.text.isEmpty)
        #expect(route.text != whole)
        let speedscope = try #require(export("speedscope", in: &viewer)).text
        #expect(speedscope.contains("\"name\":\"\(viewer.state.routeScope?.name ?? "?")\""))
        #expect(try #require(export("svg", in: &viewer)).text.contains("<svg"))
    }

    @Test func aRequestsOwnStacksAreExported() throws {
        var viewer = TestViewer(width: 120, height: 40, traffic: true)
        viewer.press("2", "j", "j", "Enter", "e")
        #expect(file(viewer)?.suffix == "csv")
        viewer.press("G", "j", "e")
        let own = try #require(file(viewer))
        #expect(own.suffix == "folded")
        #expect(own.text.hasSuffix("\n"))
        #expect(own.text.split(separator: "\n").count <= 3)
    }

    @Test func aSandwichIsAPictureOrTheStacksThroughItsFunction() throws {
        var viewer = TestViewer()
        viewer.press("j", "j", "w", "e")
        let picture = try #require(file(viewer))
        #expect(picture.suffix == "svg")
        #expect(picture.name == "glass-app-sandwich")
        #expect(picture.text.contains("data-n=\"serve\""))
        let folded = try #require(export("folded", in: &viewer)).text
        #expect(folded == "main;serve;parse(Request const&) 3000000\nmain;serve;render 2000000\n")
        #expect(try #require(export("csv", in: &viewer)).text.contains("parse(Request const&)"))
    }

    @Test func tablesAreExportedAsTheyAreFiltered() throws {
        var viewer = TestViewer()
        viewer.press("3", "\\")
        viewer.type("function~^p")
        viewer.press("Enter", "e")
        let text = try #require(file(viewer)).text
        #expect(text.split(separator: "\r\n").count == 2)
    }

    @Test func limitsOfTimeApply() throws {
        var viewer = TestViewer()
        viewer.press("[", "e")
        #expect(try #require(file(viewer)).text.contains("main;serve;render 200000\n"))
    }

    @Test func linesAreExported() throws {
        var viewer = TestViewer()
        viewer.press("j", "j", "j", "v", "e")
        let text = try #require(file(viewer)).text
        #expect(text.hasPrefix("file,line,function,"))
        #expect(text.contains("app.c,30,parse(Request const&),3000000000"))
    }
}
