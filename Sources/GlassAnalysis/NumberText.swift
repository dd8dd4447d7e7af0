/// Numbers for people.
public enum NumberText {
    /// With so many decimals, rounded half away from zero: `fixed(1.005, 1)` is `1.0`. Values that are no finite
    /// number, or too great to matter, read `–`.
    public static func fixed(_ value: Double, _ decimals: Int) -> String {
        let decimals = min(max(decimals, 0), 9)
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        guard let scaled = Int64(exactly: (value * scale).rounded()) else { return "–" }
        let digits = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = scaled < 0 ? "-" : ""
        guard decimals > 0 else { return sign + padded }
        return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    /// A share 0 … 1 as `45.0 %`; four to five characters and the sign.
    public static func percent(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

    /// Up to 9 999 in full, then `12.3 k`, `4.56 M`, `7.89 G`.
    public static func count(_ value: Int64) -> String {
        if value.magnitude < 10_000 { return String(value) }
        return scaled(
            Double(value), units: [(1e3, "k"), (1e6, "M"), (1e9, "G"), (1e12, "T"), (1e15, "P"), (1e18, "E")])
    }

    /// Three significant digits, a blank, and the unit that keeps the number between 1 and 1000; each of `units` is a
    /// thousand times the one before.
    static func scaled(_ value: Double, units: [(factor: Double, name: String)]) -> String {
        for unit in units.dropLast() where (value / unit.factor).magnitude < 999.5 {
            return text(value / unit.factor, unit.name)
        }
        return units.last.map { text(value / $0.factor, $0.name) } ?? fixed(value, 0)
    }

    private static func text(_ number: Double, _ unit: String) -> String {
        fixed(number, decimals(of: number.magnitude)) + " " + unit
    }

    private static func decimals(of magnitude: Double) -> Int {
        if magnitude < 9.995 { return 2 }
        return magnitude < 99.95 ? 1 : 0
    }
}
