import GlassModel
import GlassTestSupport
import Glibc
import GRDB
import Testing

@testable import GlassStore

@Suite struct OpeningTests {
    private func error(_ path: String) -> StoreError? {
        do throws(StoreError) {
            _ = try RecordingReader(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test func refusesWhatIsNoRecording() throws {
        let directory = try TemporaryDirectory()
        #expect(error(directory["none"]) == .notFound(path: directory["none"]))
        #expect(error("") == .notFound(path: ""))
        #expect(error(directory.path) == .notARecording(path: directory.path, reason: "it is a directory"))
        #expect(error("/dev/null") == .notARecording(path: "/dev/null", reason: "it is a device"))
        try writeBytes([], directory["empty"])
        #expect(error(directory["empty"]) == .notARecording(path: directory["empty"], reason: "the file is empty"))
        try writeBytes(Array("main;f 12\nmain;g 3\n".utf8), directory["folded"])
        #expect(error(directory["folded"])?.kind == .notAProfile)
        try writeBytes([UInt8](repeating: 0xA5, count: 100_000), directory["noise"])
        #expect(error(directory["noise"])?.kind == .notAProfile)
    }

    @Test func refusesAnotherProgramsDatabase() throws {
        let directory = try TemporaryDirectory()
        try DatabaseQueue(path: directory["other.db"]).write { try $0.execute(sql: "CREATE TABLE recording (id)") }
        let reason = "it is an SQLite database of another program"
        #expect(error(directory["other.db"]) == .notARecording(path: directory["other.db"], reason: reason))
    }

    @Test func refusesANewerVersion() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 1)
        let path = try record(&target, batches: 1, in: directory)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(error(path) == .newerVersion(path: path, found: 99, supported: Schema.current.version))
    }

    @Test func saysWhereTheRecordingsOwnRowIsMissing() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 1)
        let path = try record(&target, batches: 1, in: directory)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "DELETE FROM recording") }
        #expect(error(path) == .damaged(path: path, place: "what it says of itself is missing"))
        try DatabaseQueue(path: path).write { try $0.execute(sql: "DROP TABLE recording") }
        #expect(error(path)?.kind == .notAProfile)
    }

    /// A later version of glass, in which frames got another column and samples' chunks another name.
    @Test func readsAnOlderVersionThroughItsMigrations() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 2)
        let path = try record(&target, batches: 5, in: directory)
        let before = try readBytes(path)
        let current = Schema.current.version
        let later = Schema(
            migrations: Schema.current.migrations + [
                Migration(version: current + 1, sql: "UPDATE frame SET function = 'next ' || function"),
                Migration(version: current + 2, sql: "UPDATE recording SET host = host || ' (later)'"),
            ])
        let reader = try RecordingReader(path: path, schema: later)
        let delta = try #require(try reader.next())
        #expect(delta.info.host == TestTarget.info.host + " (later)")
        #expect(delta.frames.map(\.function) == target.frames.map { "next " + $0.function })
        #expect(try readBytes(path) == before)
        #expect(directory.names() == ["a.glass"])
    }

    @Test func readsARecordingWithAnOddName() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 3)
        let path = try record(&target, batches: 1, in: directory)
        let odd = directory["file:a?mode=ro#%41 ü"]
        try copyFile(path, odd)
        #expect(error(odd) == nil)
        #expect(throws: Never.self) { try SQLiteConnection.readingAlone(path: odd) }
    }

    /// Of a killed writer, on a medium that nobody can write to.
    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func readsWhereNothingCanBeWritten() throws {
        let directory = try TemporaryDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, nil) == 0 else { throw TestFailure("mount: \(errno)") }
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        var target = TestTarget(seed: 4)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        for _ in 0..<5 { try writer.write(target.nextBatch()) }
        // One that was killed, with the log's index beside it, and without.
        for suffix in ["", "-wal", "-shm"] {
            try copyFile(directory["a.glass" + suffix], directory["b.glass" + suffix])
        }
        for suffix in ["", "-wal"] { try copyFile(directory["a.glass" + suffix], directory["c.glass" + suffix]) }
        try writer.finish()
        let flags = UInt(MS_REMOUNT | MS_RDONLY)
        guard mount("tmpfs", directory.path, "tmpfs", flags, nil) == 0 else { throw TestFailure("remount: \(errno)") }
        #expect(try allSamples(directory["a.glass"]) == target.samples)
        #expect(try allSamples(directory["b.glass"]) == target.samples)
        let alone = Result { () throws(StoreError) in try RecordingReader(path: directory["c.glass"]) }
        switch alone {
        case .success(let reader): #expect(reader.notices.first?.contains("write-ahead log") == true)
        case .failure(let error): #expect(error.description.contains("write-ahead log"))
        }
    }
}
