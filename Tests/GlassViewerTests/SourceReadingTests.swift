import GlassModel
import GlassTestSupport
import Glibc
import Testing

@testable import GlassViewer

@Suite struct SourceReadingTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func write(_ bytes: [UInt8], _ name: String = "a.c") throws -> String {
        try writeBytes(bytes, folder[name])
        return folder[name]
    }

    private func text(_ path: String) -> SourceText? {
        guard case .found(let text) = SourceQuestion(file: path, roots: []).read() else { return nil }
        return text
    }

    private func reason(_ path: String) -> SourceError? {
        guard case .notFound(let attempts) = SourceQuestion(file: path, roots: []).read() else { return nil }
        return attempts.last?.reason
    }

    private func lines(_ bytes: [UInt8]) throws -> [String] {
        let text = try #require(text(try write(bytes)))
        return (1...text.count).map { text.text(ofLine: $0) }
    }

    @Test func linesMayEndAsTheyLike() throws {
        #expect(try lines(Array("a\r\nb\n\nc".utf8)) == ["a", "b", "", "c"])
        #expect(try lines(Array("a\nb\n".utf8)) == ["a", "b"])
        #expect(try lines([]) == [""])
        #expect(try lines(Array("\n\n".utf8)) == ["", ""])
    }

    @Test func tabsGoToTheNextPlace() throws {
        #expect(try lines(Array("\tif\tx;\t// a\tb".utf8)) == ["    if  x;  // a    b"])
    }

    @Test func invalidUTF8IsRepaired() throws {
        #expect(try lines([0x61, 0xFF, 0x62]) == ["a\u{FFFD}b"])
    }

    @Test func longLinesAreCut() throws {
        #expect(try lines([UInt8](repeating: 0x78, count: 50_000)).map(\.count) == [2_000])
    }

    @Test func whatIsNoTextIsNotShown() throws {
        #expect(reason(try write([0x7F, 0x45, 0x4C, 0x46, 0, 1])) == .binary)
        #expect(reason(try write([UInt8](repeating: 0x0A, count: SourceQuestion.limit + 1))) == .tooLarge)
        #expect(reason(folder.path) == .notAFile)
        #expect(reason(folder["missing.c"]) == .missing)
        #expect(reason(try write([0x61]) + "/b.c") == .missing)
        #expect(reason("/dev/null") == .notAFile)
    }

    /// Nobody will ever write to it: whoever opens it as usual waits for ever.
    @Test(.timeLimit(.minutes(1))) func aPipeDoesNotHoldUpAnything() throws {
        let path = folder["pipe.c"]
        #expect(mkfifo(path, 0o600) == 0)
        #expect(reason(path) == .notAFile)
    }

    @Test func theFirstPathThatCanBeReadIsShown() throws {
        let path = try write(Array("here".utf8))
        let roots = [
            SourceRoot(from: "/build", to: folder.path + "/none"), SourceRoot(from: "/build/", to: folder.path + "/"),
        ]
        let question = SourceQuestion(file: "/build/a.c", roots: roots)
        #expect(question.paths == [folder.path + "/none/a.c", path, "/build/a.c"])
        guard case .found(let text) = question.read() else { return #expect(Bool(false), "it was not found") }
        #expect(text.path == path)
        #expect(text.modified.second > 1_600_000_000)
    }

    @Test func anEditorOpensTheFileThatIsHere() throws {
        let path = try write(Array("here".utf8))
        let place = SourcePlace(file: "/no/such/build/a.c", line: 3)
        let roots = [SourceRoot(from: "/no/such/build", to: folder.path)]
        #expect(place.found(below: roots) == SourcePlace(file: path, line: 3))
        #expect(place.found(below: []) == place)
    }

    @Test func wholeComponentsOfPathsAreReplaced() {
        #expect(SourceRoot(from: "/build", to: "/src").path(of: "/builder/a.c") == nil)
        #expect(SourceRoot(from: "/build", to: "/src").path(of: "/build") == "/src")
        #expect(SourceRoot(from: "/", to: "/proc/7/root/").path(of: "/x/a.c") == "/proc/7/root/x/a.c")
        #expect(SourceRoot(from: "/", to: "/proc/7/root").path(of: "x/a.c") == nil)
        #expect(SourceRoot(from: "", to: "/proc/7/cwd").path(of: "x/a.c") == "/proc/7/cwd/x/a.c")
        #expect(SourceRoot(from: "", to: "/proc/7/cwd").path(of: "/x/a.c") == nil)
        var settings = ViewerSettings()
        settings.sourceMap = ["/a": "/1", "/a/b": "/2"]
        #expect(settings.sourceRoots.map(\.to) == ["/2", "/1"])
    }

    @Test func reasonsAreSaid() {
        let reasons: [SourceError] = [.missing, .notPermitted, .notAFile, .tooLarge, .binary, .unreadable(.ioError)]
        #expect(
            reasons.map(\.description) == [
                "no such file", "not permitted", "is no plain file", "is larger than 10 MB", "is no text",
                "Input/output error",
            ])
    }
}
