import GlassAnalysis
import GlassModel
import GlassStore
import Rainbow

/// Recordings as `glass recordings` lists them.
struct RecordingListing {
    let recordings: [StoredRecording]
    let directory: String
    let clock: (Timestamp) -> String

    var text: String {
        guard !recordings.isEmpty else { return "No recordings in \(directory.printable).\n" }
        var table = TextTable(
            [
                ("NAME", .left), ("STARTED", .left), ("LASTED", .right), ("SIZE", .right), ("", .left),
                ("COMMAND", .left),
            ],
            indent: "")
        for recording in recordings { table.add(cells(recording)) }
        let bytes = recordings.reduce(Int64(0)) { $0 &+ $1.size }
        let count = recordings.count == 1 ? "1 recording" : "\(recordings.count) recordings"
        let lines = table.lines
        return
            ([lines[0].bold] + lines.dropFirst() + [
                "", "\(count), \(SizeText.format(bytes)), in \(directory.printable)",
            ])
            .joined(separator: "\n") + "\n"
    }

    private func cells(_ recording: StoredRecording) -> [String] {
        let info = recording.info
        let command = info.map { ($0.commandLine.isEmpty ? $0.executable : $0.commandLine).printable } ?? ""
        return [
            recording.name.printable, info.map { clock($0.started) } ?? "", lasted(recording),
            SizeText.format(recording.size), marks(recording),
            command.count > 60 ? command.prefix(59) + "…" : command,
        ]
    }

    private func lasted(_ recording: StoredRecording) -> String {
        guard let info = recording.info, let end = info.end else { return "" }
        return DurationText.format(max(.zero, end.time - info.started))
    }

    private func marks(_ recording: StoredRecording) -> String {
        let state =
            switch recording.state {
            case .live: "live"
            case .ended: ""
            case .killed: "agent killed"
            case .unreadable: "unreadable"
            }
        return [recording.pinned ? "pinned" : "", state].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

/// Recordings as `glass recordings list --json` writes them.
struct RecordingListingEntry: Encodable {
    let name: String
    let path: String
    let bytes: Int64
    let pinned: Bool
    let state: String
    let pid: Int32?
    let commandLine: String?
    let started: Int64?
    let ended: Int64?

    init(_ recording: StoredRecording) {
        name = recording.name
        path = recording.path
        bytes = recording.size
        pinned = recording.pinned
        state =
            switch recording.state {
            case .live: "live"
            case .ended: "ended"
            case .killed: "killed"
            case .unreadable(let why): "unreadable: \(why)"
            }
        pid = recording.info?.process.rawValue
        commandLine = recording.info?.commandLine
        started = recording.info?.started.rawValue
        ended = recording.info?.end?.time.rawValue
    }
}
