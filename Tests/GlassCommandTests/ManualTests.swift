import Foundation
import Testing

@testable import glass

@Suite("Manual pages")
struct ManualTests {
    /// The directory of the committed pages.
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("man")

    @Test("The pages are those that the commands' definitions give: `glass __manual --directory man`")
    func committed() throws {
        let sandbox = try Sandbox()
        let run = try GlassRun(["__manual", "--directory", sandbox.path], in: sandbox)
        #expect(run.status == 0)
        let isPage = { (name: String) in name.hasSuffix(".1") }
        let generated = try FileManager.default.contentsOfDirectory(atPath: sandbox.path).filter(isPage).sorted()
        let committed = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path).filter(isPage).sorted()
        #expect(generated == committed)
        #expect(generated.count == 13)
        for name in committed {
            let page = try String(contentsOf: Self.directory.appendingPathComponent(name), encoding: .utf8)
            #expect(page == (try String(contentsOfFile: sandbox.file(name), encoding: .utf8)), "\(name)")
        }
    }

    @Test("mandoc finds nothing wrong", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc")))
    func lint() throws {
        let sandbox = try Sandbox()
        let run = try GlassRun(
            [], in: sandbox, shell: "mandoc -Tlint -Wwarning \(Self.directory.path)/*.1")
        #expect(run.output.isEmpty)
        #expect(run.status == 0)
    }

    @Test("Running text: a sentence a line, none too long, none that is a request")
    func running() {
        #expect(MdocText.running("One. Two is\nlonger.") == ["One.", "Two is longer."])
        #expect(MdocText.running(".Sh is a macro, \\ is not.") == ["\\&.Sh is a macro, \\e is not."])
        let long = MdocText.running(String(repeating: "word ", count: 50))
        #expect(long.allSatisfy { $0.count <= 79 })
        #expect(MdocText.running("") == [])
    }

    @Test("Arguments of macros")
    func arguments() {
        #expect(MdocText.argument("pid|name") == "pid|name")
        #expect(MdocText.argument("two words") == "\"two words\"")
        #expect(MdocText.argument("Ar") == "\\&Ar")
        #expect(MdocText.argument("|") == "\\&|")
    }

    @Test("A discussion falls into paragraphs and sections")
    func sections() {
        let sections = ManualSections(
            "One\ntwo.\n\nThree.\n\nEXAMPLES:\n  glass a\n  glass b\n\nEXIT STATUS:\n  0 done")
        #expect(sections.paragraphs == ["One\ntwo.", "Three."])
        #expect(sections.sections.map(\.title) == ["EXAMPLES", "EXIT STATUS"])
        #expect(sections.sections.first?.lines == ["glass a", "glass b"])
    }
}
