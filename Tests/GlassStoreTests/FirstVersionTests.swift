import GlassModel
import GlassTestSupport
import GRDB
import Testing

@testable import GlassStore

/// Recordings from before there were requests.
@Suite struct FirstVersionTests {
    /// A recording as the first version of the schema has it.
    private func recording(in directory: TemporaryDirectory) throws -> String {
        let path = directory["old.glass"]
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try Schema(migrations: [Migration(version: 1, sql: schemaVersion1)]).migrate(db, from: 0)
            try RecordingRow(info: TestTarget.info, pinned: false).insert(db)
            try db.execute(
                sql: """
                    INSERT INTO thread VALUES (1, 42, 42, 'main', 5, NULL, 1);
                    INSERT INTO frame VALUES (1, 'native', 'main', NULL, NULL, NULL, NULL);
                    INSERT INTO stack VALUES (1, NULL, 1);
                    INSERT INTO rollup VALUES (3, 1, 1, 7, 8, 9);
                    UPDATE recording SET ended_ns = 9, end_reason = 'stopped';
                    """)
        }
        try queue.close()
        return path
    }

    @Test func opensAndHasNoRequests() throws {
        let directory = try TemporaryDirectory()
        let path = try recording(in: directory)
        let before = try readBytes(path)
        let reader = try RecordingReader(path: path)
        let delta = try #require(try reader.next())
        #expect(delta.rollups.map(\.weight.samples) == [7])
        #expect(delta.frames.map(\.function) == ["main"])
        #expect(delta.requests.isEmpty && delta.queries.isEmpty && delta.routeSeconds.isEmpty)
        #expect(delta.requestCapture == RequestCapture(state: .off))
        #expect(try reader.stacks(of: RequestID(1)).isEmpty)
        #expect(try reader.queries(of: RequestID(1)).isEmpty)
        #expect(reader.notices.isEmpty)
        #expect(try readBytes(path) == before)
    }

    @Test func isListedAndPinned() throws {
        let directory = try TemporaryDirectory()
        let path = try recording(in: directory)
        let library = RecordingLibrary(directory: directory.path)
        try library.pin(path)
        let listed = try #require(try library.list().first)
        #expect(listed.pinned && listed.state == .ended)
        #expect(listed.info?.executable == TestTarget.info.executable)
    }

    /// The columns that were added stand in the schema in a way that SQLite can read again.
    @Test func keepsItsCommentsWhenBroughtUpToDate() throws {
        let directory = try TemporaryDirectory()
        let queue = try DatabaseQueue(path: try recording(in: directory))
        try queue.writeWithoutTransaction { try Schema.current.migrate($0, from: 1) }
        try queue.close()
        try DatabaseQueue(path: directory["old.glass"]).read { db in
            let sql = try #require(
                try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = 'recording'"))
            #expect(sql.contains("/* whether requests are recorded"))
            #expect(try String.fetchOne(db, sql: "SELECT request_capture FROM recording") == "off")
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
        }
    }
}
