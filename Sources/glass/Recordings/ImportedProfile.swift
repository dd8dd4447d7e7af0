import GlassAnalysis
import GlassExchange
import GlassModel

/// Another tool's profile, read whole.
struct ImportedProfile: Sendable {
    /// As if it had been recorded.
    let delta: RecordingDelta
    /// What in it could not be understood.
    let notices: [String]

    /// Reads a file, and says how far that is where standard error is a terminal.
    init(path: String) throws(CommandError) {
        let file = try ImportFile(path: path)
        let progress = ImportProgressLine()
        defer { progress?.clear() }
        while !file.isAtEnd {
            try file.readPiece()
            progress?.update(file)
        }
        self = try file.finish()
    }

    /// - Parameter grew: Whether the file has become longer since it was opened.
    init(_ result: ImportResult, grew: Bool) {
        delta = result.delta
        notices =
            Self.notices(result.deadLetters) + (grew ? ["the input grew while it was read; its end is left out"] : [])
    }

    var profile: Profile {
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    private static func notices(_ letters: DeadLetters) -> [String] {
        guard letters.count > 0 else { return [] }
        let more = letters.count > letters.first.count ? ["and \(letters.count - letters.first.count) more"] : []
        let places = (letters.first.map(\.description) + more).joined(separator: "; ")
        return ["\(letters.count) parts of the input were not understood: \(places)"]
    }
}
