import ArgumentParser
import GlassAnalysis
import GlassModel
import Glibc

/// Which stretch of a recording to look at.
struct RangeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "From this moment on: 10s after the beginning, -10s before the end, or 14:03:20.", valueName: "time"))
    var from: TimeArgument?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Up to this moment, given as for --from.", valueName: "time"))
    var to: TimeArgument?

    /// The whole seconds meant; nil for all of the profile.
    func seconds(in profile: Profile) throws -> Range<Int64>? {
        guard let range = try moments(in: profile) else { return nil }
        let last = Timestamp(rawValue: range.upperBound.rawValue &- 1).second
        return range.lowerBound.second..<max(range.lowerBound.second, last) + 1
    }

    /// The same of what another tool recorded.
    func seconds(in delta: RecordingDelta) throws -> Range<Int64>? {
        guard from != nil || to != nil else { return nil }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return try seconds(in: profile)
    }

    /// The moments meant, the second not included; nil for all of the profile.
    func moments(in profile: Profile) throws -> Range<Timestamp>? {
        guard from != nil || to != nil else { return nil }
        let start = profile.info.started
        let end = start + profile.duration
        let offset = LocalClock.utcOffset(at: start)
        let lower = from?.moment(start: start, end: end, utcOffset: offset) ?? start
        let upper = to?.moment(start: start, end: end, utcOffset: offset) ?? end
        if from != nil, to != nil, lower >= upper {
            throw ValidationError("--from is not before --to: nothing lies between them")
        }
        guard lower < end, upper > start else {
            let length = DurationText.format(profile.duration)
            throw ValidationError("the recording, \(length) long, has nothing \(meant)")
        }
        return lower..<upper
    }

    private var meant: String {
        switch (from, to) {
        case (_?, nil): "from --from on"
        case (nil, _?): "before --to"
        default: "between --from and --to"
        }
    }

    /// The same where they are not whole seconds, whose sums do not tell; nil where they are, and for all of the profile.
    func cut(in profile: Profile) throws -> ClosedRange<Timestamp>? {
        guard let moments = try moments(in: profile) else { return nil }
        let first = from == nil ? Timestamp(rawValue: .min) : moments.lowerBound
        let last = Timestamp(rawValue: to == nil ? .max : moments.upperBound.rawValue &- 1)
        let cutsFirst = from != nil && first.rawValue % 1_000_000_000 != 0
        let cutsLast = to != nil && moments.upperBound.rawValue % 1_000_000_000 != 0
        return cutsFirst || cutsLast ? first...max(first, last) : nil
    }
}
