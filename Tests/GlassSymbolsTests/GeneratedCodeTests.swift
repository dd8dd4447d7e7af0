import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite struct CodeRangesTests {
    @Test func whatWasAddedLaterCounts() {
        var ranges = CodeRanges()
        ranges.add([.init(start: 10, end: 50, value: 1), .init(start: 20, end: 30, value: 2)])
        #expect([9, 10, 19, 20, 29, 30, 49, 50].map { ranges.value(at: $0) } == [nil, 1, 1, 2, 2, 1, 1, nil])
        ranges.add([.init(start: 5, end: 25, value: 3)])
        #expect([4, 5, 24, 25, 30].map { ranges.value(at: $0) } == [nil, 3, 3, 2, 1])
    }

    @Test func emptyPiecesAreNothing() {
        var ranges = CodeRanges()
        ranges.add([.init(start: 10, end: 10, value: 1), .init(start: .max, end: 0, value: 2)])
        #expect(ranges.count == 0)
    }

    /// The same as an array with one entry for each address.
    @Test(arguments: [1, 7, 1200]) func agreesWithAPlainArray(batch: Int) {
        var random = SeededGenerator(seed: UInt64(batch))
        var ranges = CodeRanges()
        var plain = [Int32?](repeating: nil, count: 20_000)
        var waiting: [CodeRanges.Piece] = []
        for value in 0..<Int32(6000) {
            let start = UInt64.random(in: 0..<19_900, using: &random)
            let end = start + UInt64.random(in: 0..<100, using: &random)
            waiting.append(.init(start: start, end: end, value: value))
            for address in start..<end { plain[Int(address)] = value }
            guard waiting.count == batch else { continue }
            ranges.add(waiting)
            waiting = []
        }
        ranges.add(waiting)
        #expect(plain.indices.allSatisfy { ranges.value(at: UInt64($0)) == plain[$0] })
    }
}

@Suite struct GeneratedFunctionTests {
    @Test(
        arguments: [
            ("JS:*work /srv/app.js:4:12", "work", "/srv/app.js", 4),
            ("LazyCompile:~get user /srv/a b.js:10:3", "get user /srv/a", "b.js", 10),
            ("JS:^ /srv/app.js:5:42", "(anonymous)", "/srv/app.js", 5),
            ("JS:~next node:internal/timers:478:32", "next", "node:internal/timers", 478),
            ("py::work:/srv/app.py", "work", "/srv/app.py", nil),
            ("Ljava/util/HashMap;::get", "java.util.HashMap.get", nil, nil),
            ("com.shop.Basket::total", "com.shop.Basket::total", nil, nil),
            ("long Work$Circle.area(int)", "Work$Circle.area(int)", nil, nil),
            ("java.lang.String Shop.name(java.lang.String, int)", "Shop.name(java.lang.String, int)", nil, nil),
            ("void std::vector<a.b>::push(int)", "void std::vector<a.b>::push(int)", nil, nil),
            ("call_once (in a.b)", "call_once (in a.b)", nil, nil), ("a ()", "a ()", nil, nil),
            (") (", ") (", nil, nil),
            ("int32 [app] Shop.Basket::Total(int32)[Tier1]", "int32 [app] Shop.Basket::Total(int32)", nil, nil),
            ("Builtin:CallFunction", "Builtin:CallFunction", nil, nil), ("\u{1B}[2J", "[2J", nil, nil),
            ("[Tier0]", "(unnamed)", nil, nil), ("JS:", "(anonymous)", nil, nil), ("py::", "", nil, nil),
        ] as [(String, String, String?, Int32?)])
    func namesOfRuntimesAreTakenApart(symbol: String, name: String, file: String?, line: Int32?) {
        #expect(GeneratedFunction(symbol: symbol) == GeneratedFunction(name: name, file: file, line: line))
    }
}

@Suite struct PerfMapTests {
    private let directory: TemporaryDirectory
    private var path: String { directory["perf-1.map"] }
    private let owners: Set<UInt32> = [getuid()]

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func function(_ map: PerfMap, _ address: UInt64) -> GeneratedFunction? {
        map.place(at: VirtualAddress(address), time: .zero).flatMap { map.function(at: $0) }
    }

    private func append(_ text: String) throws {
        if !FileManager.default.fileExists(atPath: path) { FileManager.default.createFile(atPath: path, contents: nil) }
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
    }

    @Test func aMapIsFollowedAsItGrows() throws {
        try append("1000 10 first\n0x2000 0x20 py::second:/a.py\n3000 1")
        let map = try PerfMap(path: path, owners: owners)
        map.refresh(atMost: 1 << 20)
        #expect(function(map, 0x100F)?.name == "first")
        #expect(function(map, 0x1010) == nil)
        #expect(function(map, 0x2000) == GeneratedFunction(name: "second", file: "/a.py"))
        #expect(function(map, 0x3000) == nil)
        try append("0 third\n1008 100 fourth\n")
        map.refresh(atMost: 1 << 20)
        #expect(function(map, 0x300F)?.name == "third")
        #expect(function(map, 0x1007)?.name == "first")
        #expect(function(map, 0x1008)?.name == "fourth")
        #expect(map.malformedLines == 0)
    }

    @Test func aMapThatBecameShorterIsReadAnew() throws {
        try append("1000 10 first\n2000 10 second\n")
        let map = try PerfMap(path: path, owners: owners)
        map.refresh(atMost: 1 << 20)
        truncate(path, 0)
        try append("5000 10 other\n")
        map.refresh(atMost: 1 << 20)
        #expect(function(map, 0x2000) == nil)
        #expect(function(map, 0x1000) == nil)
        #expect(function(map, 0x5000)?.name == "other")
    }

    @Test func badLinesAreCounted() throws {
        try append(
            """
            nonsense

            1000 10
            1000 0 empty
            ffffffffffffffff 10 overflow
            12345678901234567 1 long
            2000 10 good
            -1 5 negative
            3000 10 with\r

            """)
        let map = try PerfMap(path: path, owners: owners)
        map.refresh(atMost: 1 << 20)
        #expect(map.malformedLines == 6)
        #expect(map.count == 2)
        #expect(function(map, 0x3000)?.name == "with")
    }

    @Test func aLineWithoutEndIsPassedOverAndCounted() throws {
        try append(String(repeating: "7f0000000000 10 a", count: 40))
        let map = try PerfMap(path: path, owners: owners)
        while map.refresh(atMost: 64) {}
        #expect(map.lost == 10 && map.count == 0)
    }

    @Test func functionsBeyondTheLimitAreCounted() throws {
        try append((0..<10).map { "\($0)000 10 f\($0)\n" }.joined())
        let map = try PerfMap(path: path, owners: owners, limit: 4)
        while map.refresh(atMost: 32) {}
        map.refresh(atMost: 1 << 20)
        #expect(map.count == 4)
        #expect(map.dropped == 6)
    }

    /// A line longer than what is read at once is passed over.
    @Test func aLineWithoutAnEndDoesNotHoldUp() throws {
        try append(String(repeating: "x", count: 1000) + "\n1000 10 good\n")
        let map = try PerfMap(path: path, owners: owners)
        while map.refresh(atMost: 64) {}
        map.refresh(atMost: 1 << 20)
        #expect(function(map, 0x1000)?.name == "good")
    }

    @Test func filesThatAreNoMapsAreRefused() throws {
        #expect(throws: GeneratedCodeError.missing) { try PerfMap(path: path, owners: owners) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: GeneratedCodeError.notAFile) { try PerfMap(path: path, owners: owners) }
        try FileManager.default.removeItem(atPath: path)
        mkfifo(path, 0o600)
        #expect(throws: GeneratedCodeError.notAFile) { try PerfMap(path: path, owners: owners) }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
        #expect(throws: GeneratedCodeError.notAFile) { try PerfMap(path: path, owners: owners) }
    }

    @Test(.enabled(if: getuid() == 0, "only root can give a file to another user"))
    func aMapOfSomebodyElseIsRefused() throws {
        try append("1000 10 first\n")
        chown(path, 4321, 4321)
        #expect(throws: GeneratedCodeError.foreignOwner(4321)) { try PerfMap(path: path, owners: owners) }
        #expect(throws: Never.self) { try PerfMap(path: path, owners: [4321]) }
    }

    @Test func errorsSayWhatIsWrong() {
        let user = GeneratedCodeError.foreignOwner(7).description
        #expect(user == "it belongs to user 7, who is neither the target's user nor root")
        #expect(GeneratedCodeError.unreadable(EACCES).description == "it cannot be read: Permission denied")
    }
}
