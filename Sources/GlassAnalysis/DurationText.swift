import GlassModel

/// Lengths of time as text: `250ms`, `1.5s`, `5m` in, `1.24 s` out.
public enum DurationText {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("min", 60e9),
        ("h", 3_600e9), ("d", 86_400e9),
    ]

    /// Reads a number and a unit (`ns us µs ms s m min h d`), with or without a blank between; nil for anything else,
    /// also for a number without a unit, a negative length and one beyond 292 years.
    public static func parse(_ text: some StringProtocol) -> Nanoseconds? {
        guard let (number, unit) = UnitText.split(text) else { return nil }
        guard let factor = units.first(where: { $0.name == unit })?.nanoseconds else { return nil }
        return Int64(exactly: (number * factor).rounded()).map { Nanoseconds($0) }
    }

    /// Three significant digits: `312 ns`, `4.56 µs`, `1.24 s`; from a minute on `2 m 05 s`, from an hour `1 h 02 m`.
    public static func format(_ time: Nanoseconds) -> String {
        let value = Double(time.rawValue)
        if value.magnitude >= 59.95e9 { return long(time) }
        if time == .zero { return "0 s" }
        return NumberText.scaled(value, units: [(1, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s")])
            .replacingUnitOfWholeNanoseconds
    }

    /// All digits, in the greatest unit that leaves no fraction: `90s`, `250ms`. ``parse(_:)`` reads it.
    public static func exact(_ time: Nanoseconds) -> String {
        let units: [(Int64, String)] = [
            (3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"),
        ]
        guard let (length, name) = units.first(where: { time.rawValue % $0.0 == 0 }) else {
            return "\(time.rawValue)ns"
        }
        return "\(time.rawValue / length)\(name)"
    }

    private static func long(_ time: Nanoseconds) -> String {
        let seconds = Int64((Double(time.rawValue.magnitude) / 1e9).rounded())
        let sign = time < .zero ? "-" : ""
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        if hours == 0 { return "\(sign)\(minutes) m \(padded(seconds % 60)) s" }
        if hours < 48 { return "\(sign)\(hours) h \(padded(minutes)) m" }
        return "\(sign)\(hours / 24) d \(padded(hours % 24)) h"
    }

    private static func padded(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension String {
    /// Below a microsecond there are no fractions: `312.00 ns` says no more than `312 ns`.
    fileprivate var replacingUnitOfWholeNanoseconds: String {
        guard hasSuffix(" ns"), let point = firstIndex(of: ".") else { return self }
        return self[..<point] + " ns"
    }
}

/// A number with a unit behind it.
enum UnitText {
    /// Splits `1.5 s` into 1.5 and `s`; nil where no plain number stands first.
    static func split(_ text: some StringProtocol) -> (number: Double, unit: String)? {
        let bytes = Array(text.utf8)
        let digits = bytes.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
        guard !digits.isEmpty, let number = Double(String(decoding: digits, as: UTF8.self)) else { return nil }
        let unit = bytes[digits.count...].drop { $0 == 0x20 }
        return (number, String(decoding: unit, as: UTF8.self))
    }
}
