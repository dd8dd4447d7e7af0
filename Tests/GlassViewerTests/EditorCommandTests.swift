import Glibc
import Testing

@testable import GlassViewer

@Suite struct EditorCommandTests {
    private func arguments(_ environment: [String: String], _ file: String = "/src/a b.c", _ line: Int? = 12)
        -> [String]
    {
        EditorCommand(environment: environment).arguments(for: SourcePlace(file: file, line: line))
    }

    @Test(arguments: [
        ("vim", ["vim", "+12", "/src/a b.c"]), ("/usr/bin/nvim -R", ["/usr/bin/nvim", "-R", "+12", "/src/a b.c"]),
        ("nano", ["nano", "+12", "/src/a b.c"]), ("emacs -nw", ["emacs", "-nw", "+12", "/src/a b.c"]),
        ("code --wait", ["code", "--wait", "--goto", "/src/a b.c:12"]),
        ("codium", ["codium", "--goto", "/src/a b.c:12"]),
        ("hx", ["hx", "/src/a b.c:12"]), ("subl", ["subl", "/src/a b.c:12"]),
        ("kate", ["kate", "--line", "12", "/src/a b.c"]), ("ed", ["ed", "/src/a b.c"]),
    ])
    func eachEditorIsToldTheLineInItsWay(editor: String, expected: [String]) {
        #expect(arguments(["EDITOR": editor]) == expected)
        #expect(arguments(["VISUAL": editor, "EDITOR": "other"]) == expected)
    }

    @Test func withoutAnyThereIsVi() {
        #expect(arguments([:]) == ["vi", "+12", "/src/a b.c"])
        #expect(arguments(["VISUAL": "  ", "EDITOR": ""]) == ["vi", "+12", "/src/a b.c"])
        #expect(arguments([:], "/a.c", nil) == ["vi", "/a.c"])
        #expect(arguments(["EDITOR": "code"], "/a.c", 0) == ["code", "/a.c"])
    }

    /// The name of a file comes from the target, which may be anybody's.
    @Test func aNameOfAFileIsNoOption() {
        #expect(arguments([:], "-c:!rm", 3) == ["vi", "+3", "./-c:!rm"])
        #expect(arguments([:], "+q", nil) == ["vi", "./+q"])
        #expect(arguments([:], "$(rm -rf x);'", 3) == ["vi", "+3", "./$(rm -rf x);'"])
    }

    @Test(arguments: [
        ("a  b", ["a", "b"]), (#""my editor" -x"#, ["my editor", "-x"]), (#"a\ b 'c\d'"#, ["a b", #"c\d"#]),
        (#"'un closed"#, ["un closed"]), ("a ''", ["a", ""]), ("", []), (#"x"y"z"#, ["xyz"]), ("\\", []),
    ])
    func wordsArePartedAsAShellDoes(text: String, expected: [String]) {
        #expect(EditorCommand.words(text) == expected)
    }

    @Test func aFileThatIsNotHereIsSaid() {
        #expect(SourcePlace(file: "/nonexistent/x.c", line: 1).problem == "/nonexistent/x.c is not on this machine")
        #expect(SourcePlace(file: "/", line: nil).problem == "/ is no file")
        #expect(SourcePlace(file: #filePath, line: 1).problem == nil)
    }
}
