import GRDB
import GlassModel

/// The one row of the table `recording`.
struct RecordingRow {
    var info: RecordingInfo
    var pinned: Bool

    func insert(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO recording (id, pid, executable, command_line, host, started_ns, rate_hz, engine, glass_version)
                VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                info.process.rawValue, info.executable, info.commandLine, info.host, info.started.rawValue, info.rate,
                info.engine.rawValue, info.version,
            ])
    }

    static func update(_ program: Program, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE recording SET executable = ?, command_line = ?",
            arguments: [program.executable, program.commandLine])
    }

    static func update(_ capture: RequestCapture, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE recording SET request_capture = ?, request_capture_note = ?",
            arguments: [capture.state.rawValue, capture.explanation])
    }

    static func update(_ end: RecordingEnd, _ db: Database) throws {
        let columns = EndColumns(end.reason)
        try db.execute(
            sql: "UPDATE recording SET ended_ns = ?, end_reason = ?, end_status = ?, end_message = ?",
            arguments: [end.time.rawValue, columns.reason, columns.status, columns.message])
    }

    /// None where the row is missing. Through a ``SQLStatement``, because GRDB's `Row` traps where a damaged schema has lost
    /// a column.
    static func fetch(_ db: Database, _ connection: SQLiteConnection) throws -> RecordingRow? {
        let row = try connection.statement(
            db,
            """
            SELECT pid, executable, command_line, host, started_ns, rate_hz, engine, glass_version, pinned, ended_ns,
                end_reason, end_status, end_message FROM recording WHERE id = 1
            """)
        defer { row.reset() }
        guard try row.step() else { return nil }
        let end = row.optionalInt64(9).map { time in
            let columns = EndColumns(reason: row.text(10), status: row.int32(11), message: row.text(12))
            return RecordingEnd(time: Timestamp(rawValue: time), reason: columns.decoded)
        }
        let info = RecordingInfo(
            process: ProcessID(row.int32(0)), executable: row.text(1), commandLine: row.text(2), host: row.text(3),
            started: Timestamp(rawValue: max(0, row.int64(4))), rate: row.double(5),
            engine: Engine(rawValue: row.text(6)) ?? .imported, version: row.text(7), end: end)
        return RecordingRow(info: info, pinned: row.int64(8) != 0)
    }

    static func setPinned(_ pinned: Bool, _ db: Database) throws {
        try db.execute(sql: "UPDATE recording SET pinned = ?", arguments: [pinned])
    }
}

/// Why a recording ended, as columns a person can read.
private struct EndColumns {
    var reason: String
    var status: Int32?
    var message: String?

    init(reason: String, status: Int32?, message: String?) {
        self.reason = reason
        self.status = status
        self.message = message
    }

    init(_ end: RecordingEnd.Reason) {
        switch end {
        case .stopped: reason = "stopped"
        case .durationOver: reason = "duration over"
        case .targetExited(let exit): (reason, status) = ("target exited", exit)
        case .targetKilled(let signal): (reason, status) = ("target killed", signal)
        case .targetGone: reason = "target gone"
        case .failed(let text): (reason, message) = ("failed", text)
        }
    }

    var decoded: RecordingEnd.Reason {
        switch reason {
        case "stopped": .stopped
        case "duration over": .durationOver
        case "target exited": .targetExited(status: status ?? 0)
        case "target killed": .targetKilled(signal: status ?? 0)
        case "target gone": .targetGone
        case "failed": .failed(message ?? "")
        default: .failed(reason)
        }
    }
}
