import GlassAnalysis
import GlassModel
import GlassStore
import GlassSystem

/// The one line about a growing recording on a terminal's standard error.
final class RecordingProgress {
    private let began = Clocks.monotonic
    private var drawn = Nanoseconds(Int64.min)
    private var reader: RecordingReader?
    private var profile: Profile?

    /// Nothing where standard error is no terminal.
    init?() {
        guard StandardError.isTerminal else { return nil }
    }

    func begin(path: String) {
        // Progress is a courtesy: without it the recording goes on.
        reader = try? RecordingReader(path: path)
        profile = reader.map { Profile(info: $0.info) }
    }

    /// Draws the line anew, at most twice a second.
    func update() {
        guard let reader, Clocks.monotonic - drawn > Nanoseconds(500_000_000) else { return }
        drawn = Clocks.monotonic
        if let delta = try? reader.next() { profile?.apply(delta) }
        guard let profile else { return }
        StandardError.write("\r\u{1B}[K\(Self.line(profile, elapsed: Clocks.monotonic - began))")
    }

    func clear() {
        if reader != nil { StandardError.write("\r\u{1B}[K") }
    }

    static func line(_ profile: Profile, elapsed: Nanoseconds) -> String {
        let weight = profile.stackWeights().total
        let parts = [
            "recording \(profile.info.program.name.printable) (\(profile.info.process))", DurationText.format(elapsed),
            "\(NumberText.count(weight.samples)) samples", "\(DurationText.format(weight.cpu)) of CPU",
            "Ctrl-C ends",
        ]
        return parts.joined(separator: "  ·  ")
    }
}
