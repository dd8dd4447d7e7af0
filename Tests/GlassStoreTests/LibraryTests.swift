import GlassModel
import GlassTestSupport
import Glibc
import Testing

@testable import GlassStore

@Suite struct LibraryTests {
    private let directory: TemporaryDirectory
    private let library: RecordingLibrary

    init() throws {
        directory = try TemporaryDirectory()
        library = RecordingLibrary(directory: directory.path)
    }

    /// A finished recording that began `second` seconds after the test target's start.
    private func add(_ name: String, at second: Int64, batches: Int = 1) throws {
        try start(name, at: second, batches: batches).finish()
    }

    /// The same, not finished.
    private func start(_ name: String, at second: Int64, batches: Int) throws -> RecordingWriter {
        var info = TestTarget.info
        info.started = Timestamp(rawValue: TestTarget.start + second * 1_000_000_000)
        var target = TestTarget(seed: UInt64(second))
        let writer = try RecordingWriter(path: directory[name + ".glass"], info: info)
        for _ in 0..<batches { try writer.write(target.nextBatch()) }
        try writer.write(target.lastBatch())
        return writer
    }

    @Test func followsTheEnvironment() throws {
        let state = try RecordingLibrary(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"])
        #expect(state.directory == "/s/glass/recordings")
        let home = try RecordingLibrary(environment: ["XDG_STATE_HOME": "relative", "HOME": "/h"])
        #expect(home.directory == "/h/.local/state/glass/recordings")
        #expect(throws: StoreError.self) { try RecordingLibrary(environment: [:]) }
    }

    @Test func namesAreReadableAndNew() throws {
        let inner = RecordingLibrary(directory: directory["glass"])
        let time = TestTarget.info.started
        let first = try inner.newPath(for: "/usr/bin/redis-server", at: time)
        #expect(first == "\(inner.directory)/redis-server-\(RecordingLibrary.stamp(time)).glass")
        #expect(permissions(inner.directory) == 0o700)
        try writeBytes([], first)
        let second = try inner.newPath(for: "redis-server", at: time)
        #expect(second == "\(inner.directory)/redis-server-\(RecordingLibrary.stamp(time))-2.glass")
        unlink(first)
        rmdir(inner.directory)
        try writeBytes([], directory["file"])
        #expect(throws: StoreError.self) {
            try RecordingLibrary(directory: directory["file"]).newPath(for: "x", at: time)
        }
    }

    @Test(arguments: [
        ("/usr/bin/python3.11", "python3.11"), ("/opt/my app/a;b\n\u{1B}[2J", "a_b___2J"), ("/x/..", "process"),
        ("", "process"), ("--help", "help"), ("日本", "__"),
        (String(repeating: "a", count: 300), String(repeating: "a", count: 60)),
    ])
    func namesAreSafe(executable: String, name: String) {
        #expect(RecordingLibrary.fileName(of: executable) == name)
    }

    @Test func stampsLocalTime() {
        #expect(RecordingLibrary.stamp(TestTarget.info.started).count == "20261118-114640".count)
    }

    @Test func listsTheNewestFirst() throws {
        #expect(try library.list() == [])
        #expect(throws: StoreError.noRecordings(directory: directory.path)) { try library.newest() }
        try add("old", at: 0)
        try add("new", at: 20)
        try add("middle", at: 10, batches: 50)
        try writeBytes(Array("x".utf8), directory["note.txt"])
        let list = try library.list()
        #expect(list.map(\.name) == ["new", "middle", "old"])
        #expect(list.allSatisfy { $0.state == .ended && !$0.pinned })
        #expect(list[1].size > list[0].size)
        #expect(list[0].info?.executable == "/usr/bin/redis-server")
        #expect(try library.newest().name == "new")
        #expect(try RecordingLibrary(directory: directory["none"]).list() == [])
    }

    @Test func tellsLiveEndedKilledAndUnreadable() throws {
        let live = try RecordingWriter(path: directory["live.glass"], info: TestTarget.info)
        try add("ended", at: 1)
        for suffix in ["", "-wal", "-shm", "-lock"] {
            try copyFile(directory["live.glass" + suffix], directory["killed.glass" + suffix])
        }
        try writeBytes([1, 2, 3], directory["noise.glass"])
        let states = Dictionary(uniqueKeysWithValues: try library.list().map { ($0.name, $0.state) })
        #expect(states["live"] == .live)
        #expect(states["ended"] == .ended)
        #expect(states["killed"] == .killed)
        guard case .unreadable(let reason)? = states["noise"] else { throw TestFailure("\(states)") }
        #expect(reason.contains("not a recording of glass"))
        try live.finish()
    }

    @Test func findsByPathNameAndBeginning() throws {
        try add("redis-server-1", at: 1)
        try add("redis-server-12", at: 2)
        try add("nginx-1", at: 3)
        #expect(try library.find("/some/where") == "/some/where")
        #expect(try library.find("redis-server-1") == directory["redis-server-1.glass"])
        #expect(try library.find("redis-server-12.glass") == directory["redis-server-12.glass"])
        #expect(try library.find("ng") == directory["nginx-1.glass"])
        #expect(throws: StoreError.ambiguous(name: "red", candidates: ["redis-server-1", "redis-server-12"])) {
            try library.find("red")
        }
        #expect(throws: StoreError.noMatch(name: "apache", directory: directory.path)) { try library.find("apache") }
        #expect(throws: StoreError.noMatch(name: "", directory: directory.path)) { try library.find("") }
    }

    @Test func pinsAndUnpins() throws {
        try add("a", at: 1)
        try library.pin(directory["a.glass"])
        #expect(try library.list().map(\.pinned) == [true])
        try copyFile(directory["a.glass"], directory["copy.glass"])
        #expect(try library.list().map(\.pinned) == [true, true])
        try library.unpin(directory["a.glass"])
        #expect(try RecordingOpening.look(directory["a.glass"]).pinned == false)
        #expect(directory.names() == ["a.glass", "copy.glass"])
        #expect(throws: StoreError.notFound(path: directory["none"])) { try library.pin(directory["none"]) }
    }

    @Test func pinsALiveOne() throws {
        let writer = try start("a", at: 1, batches: 3)
        try library.pin(directory["a.glass"])
        var batch = RecordingBatch()
        batch.counters = [CounterReading(time: TestTarget.info.started, kind: .threads, value: 3)]
        try writer.write(batch)
        try writer.finish()
        #expect(try library.list().map(\.pinned) == [true])
        #expect(directory.names() == ["a.glass"])
    }

    @Test func removesButNotLiveOnes() throws {
        let live = try start("live", at: 1, batches: 1)
        #expect(throws: StoreError.live(path: directory["live.glass"])) { try library.remove(directory["live.glass"]) }
        for suffix in ["", "-wal", "-shm", "-lock"] {
            try copyFile(directory["live.glass" + suffix], directory["killed.glass" + suffix])
        }
        try live.finish()
        try library.remove(directory["killed.glass"])
        #expect(directory.names() == ["live.glass"])
        try library.remove(directory["live.glass"])
        #expect(directory.names() == [])
        #expect(throws: StoreError.notFound(path: directory["live.glass"])) {
            try library.remove(directory["live.glass"])
        }
    }

    @Test func removesNothingThatIsNoRecording() throws {
        try writeBytes(Array("precious".utf8), directory["thesis.txt"])
        symlink(directory["thesis.txt"], directory["link.glass"])
        #expect(throws: StoreError.self) { try library.remove(directory["thesis.txt"]) }
        #expect(throws: StoreError.self) { try library.remove(directory["link.glass"]) }
        #expect(throws: StoreError.self) { try library.remove(directory.path) }
        #expect(directory.names() == ["link.glass", "thesis.txt"])
    }

    @Test func prunesByCount() throws {
        for number in 0..<6 { try add("r\(number)", at: Int64(number)) }
        let live = try RecordingWriter(path: directory["live.glass"], info: TestTarget.info)
        try library.pin(directory["r1.glass"])
        try writeBytes([1], directory["noise.glass"])
        let removed = try library.prune(keepCount: 2, keepBytes: .max)
        #expect(removed.map(\.name) == ["r3", "r2", "r0"])
        #expect(try library.list().map(\.name).sorted() == ["live", "noise", "r1", "r4", "r5"])
        try live.finish()
    }

    @Test func prunesBySizeButKeepsTheNewest() throws {
        for number in 0..<4 { try add("r\(number)", at: Int64(number)) }
        let size = try library.newest().size
        try library.prune(keepCount: 50, keepBytes: size * 5 / 2)
        #expect(try library.list().map(\.name) == ["r3", "r2"])
        try library.prune(keepCount: 50, keepBytes: 1)
        #expect(try library.list().map(\.name) == ["r3"])
        #expect(try library.prune() == [])
    }

    @Test func pruningTidiesUpAfterKilledWriters() throws {
        let live = try start("live", at: 1, batches: 5)
        for suffix in ["", "-wal", "-shm", "-lock"] {
            try copyFile(directory["live.glass" + suffix], directory["killed.glass" + suffix])
        }
        let samples = try allSamples(directory["killed.glass"])
        try live.finish()
        try library.prune()
        #expect(directory.names() == ["killed.glass", "live.glass"])
        #expect(try allSamples(directory["killed.glass"]) == samples && !samples.isEmpty)
    }
}
