import GlassAnalysis
import GlassModel
import GlassStore
import Glibc

/// What is said of a recording when it has been made.
struct RecordingSummary {
    let profile: Profile
    let path: String
    let bytes: Int64

    init(profile: Profile, path: String, bytes: Int64) {
        self.profile = profile
        self.path = path
        self.bytes = bytes
    }

    init(path: String) throws {
        let reader = try RecordingReader(path: path)
        var profile = Profile(info: reader.info)
        while let delta = try reader.next() { profile.apply(delta) }
        var information = stat()
        self.init(profile: profile, path: path, bytes: stat(path, &information) == 0 ? Int64(information.st_size) : 0)
    }

    var text: String {
        let info = profile.info
        let weight = profile.stackWeights().total
        return """
            glass: recorded \(info.program.name.printable) (\(info.process)) for \(DurationText.format(profile.duration)): \
            \(plural(weight.samples, "sample")), \(DurationText.format(weight.cpu)) of CPU\(ending)
            glass: \(path.printable) (\(SizeText.format(bytes))); look at it with `glass view` or `glass report`

            """
    }

    private func plural(_ count: Int64, _ word: String) -> String {
        "\(NumberText.count(count)) \(word)\(count == 1 ? "" : "s")"
    }

    private var ending: String {
        profile.info.end.map { "; \(RecordingEndText.text($0.reason))" } ?? ""
    }
}

/// The end of a recording in words.
enum RecordingEndText {
    static func text(_ reason: RecordingEnd.Reason) -> String {
        switch reason {
        case .stopped: "it was stopped"
        case .durationOver: "the time was over"
        case .targetExited(let status): "the process exited with status \(status)"
        case .targetKilled(let signal): "the process was ended by signal \(signal)"
        case .targetGone: "the process is gone"
        case .failed(let why): "it failed: \(why.printable)"
        }
    }
}
