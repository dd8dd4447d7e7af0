/// Sizes in bytes as text: `64kB`, `10MiB` in, `12.3 MB` out.
public enum SizeText {
    private static let factors: [(name: String, bytes: Double)] = [
        ("b", 1), ("k", 1e3), ("kb", 1e3), ("m", 1e6), ("mb", 1e6), ("g", 1e9), ("gb", 1e9), ("t", 1e12), ("tb", 1e12),
        ("kib", 1_024), ("mib", 1_048_576), ("gib", 1_073_741_824), ("tib", 1_099_511_627_776),
    ]

    /// Reads a number and a unit in either case: decimal (`B kB MB GB TB`) or binary (`KiB MiB GiB TiB`); nil for
    /// anything else, also for a number without a unit.
    public static func parse(_ text: some StringProtocol) -> Int64? {
        guard let (number, unit) = UnitText.split(text) else { return nil }
        guard let factor = factors.first(where: { $0.name == unit.lowercased() })?.bytes else { return nil }
        return Int64(exactly: (number * factor).rounded())
    }

    /// Three significant digits in decimal units: `512 B`, `12.3 MB`.
    public static func format(_ bytes: Int64) -> String {
        if bytes.magnitude < 1_000 { return "\(bytes) B" }
        return NumberText.scaled(
            Double(bytes), units: [(1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB"), (1e15, "PB"), (1e18, "EB")])
    }

    /// All digits, in the greatest unit that leaves no fraction: `2GB`, `1500kB`. ``parse(_:)`` reads it.
    public static func exact(_ bytes: Int64) -> String {
        let units: [(Int64, String)] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")]
        guard let (size, name) = units.first(where: { bytes % $0.0 == 0 }) else { return "\(bytes)B" }
        return "\(bytes / size)\(name)"
    }
}
