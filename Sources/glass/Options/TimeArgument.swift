import ArgumentParser
import GlassAnalysis
import GlassModel

/// A moment of a recording on the command line: `10s` after its beginning, `-10s` before its end, or a time of the
/// day `14:03:20` in the local time zone.
enum TimeArgument: ExpressibleByArgument, Equatable {
    case sinceStart(Nanoseconds)
    case beforeEnd(Nanoseconds)
    /// Seconds since midnight.
    case timeOfDay(seconds: Int64)

    init?(argument: String) {
        if let seconds = Self.timeOfDay(argument) {
            self = .timeOfDay(seconds: seconds)
        } else if argument.hasPrefix("-"), let length = DurationText.parse(String(argument.dropFirst())) {
            self = .beforeEnd(length)
        } else if let length = DurationText.parse(argument) {
            self = .sinceStart(length)
        } else if argument == "0" {
            self = .sinceStart(.zero)
        } else {
            return nil
        }
    }

    private static func timeOfDay(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { part in
            part.count <= 2 && part.allSatisfy(\.isASCII) ? Int64(part) : nil
        }
        guard parts.count == 2 || parts.count == 3, let hour = parts[0], let minute = parts[1] else { return nil }
        guard let second = parts.count == 3 ? parts[2] : 0 else { return nil }
        guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second) else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// The moment meant, in a recording that lasted from `start` to `end`.
    /// - Parameter utcOffset: Seconds that the local clock is ahead of UTC.
    func moment(start: Timestamp, end: Timestamp, utcOffset: Int64) -> Timestamp {
        switch self {
        case .sinceStart(let length): return start + length
        case .beforeEnd(let length): return end + (.zero - length)
        case .timeOfDay(let seconds):
            let day: Int64 = 86400
            let startOfDay = (start.second &+ utcOffset).quotientAndRemainder(dividingBy: day)
            let sameDay = (startOfDay.quotient &* day) &- utcOffset &+ seconds
            // A recording that runs past midnight: an hour that lies before its first second is the next day's.
            let second = sameDay < start.second && end.second >= sameDay &+ day ? sameDay &+ day : sameDay
            return Timestamp(rawValue: second.multipliedReportingOverflow(by: 1_000_000_000).partialValue)
        }
    }
}
