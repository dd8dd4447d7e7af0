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

    static func update(_ end: RecordingEnd, _ db: Database) throws {
        let columns = EndColumns(end.reason)
        try db.execute(
            sql: "UPDATE recording SET ended_ns = ?, end_reason = ?, end_status = ?, end_message = ?",
            arguments: [end.time.rawValue, columns.reason, columns.status, columns.message])
    }

    /// None where the row is missing.
    static func fetch(_ db: Database) throws -> RecordingRow? {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM recording WHERE id = 1") else { return nil }
        func number(_ column: String) -> Int64 { Int64.fromDatabaseValue(row[column]) ?? 0 }
        func text(_ column: String) -> String { String.fromDatabaseValue(row[column]) ?? "" }
        let end = Int64.fromDatabaseValue(row["ended_ns"]).map { time in
            let columns = EndColumns(
                reason: text("end_reason"), status: Int32(clamping: number("end_status")), message: text("end_message"))
            return RecordingEnd(time: Timestamp(rawValue: time), reason: columns.decoded)
        }
        let info = RecordingInfo(
            process: ProcessID(Int32(clamping: number("pid"))), executable: text("executable"),
            commandLine: text("command_line"), host: text("host"), started: Timestamp(rawValue: number("started_ns")),
            rate: Double.fromDatabaseValue(row["rate_hz"]) ?? 0, engine: Engine(rawValue: text("engine")) ?? .imported,
            version: text("glass_version"), end: end)
        return RecordingRow(info: info, pinned: number("pinned") != 0)
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
