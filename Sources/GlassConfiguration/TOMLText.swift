/// Values as a TOML document has them.
enum TOMLText {
    /// A basic string, with what it may not hold escaped.
    static func string(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: quoted += escape(scalar)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    static func list(_ texts: [String]) -> String { "[\(texts.map(string).joined(separator: ", "))]" }

    static func table(_ pairs: [String: String]) -> String { inlineTable(pairs.mapValues(string)) }

    static func table(_ pairs: [String: Int]) -> String { inlineTable(pairs.mapValues(String.init)) }

    /// With the keys in order.
    private static func inlineTable(_ pairs: [String: String]) -> String {
        if pairs.isEmpty { return "{}" }
        let members = pairs.sorted { $0.key < $1.key }.map { "\(string($0.key)) = \($0.value)" }
        return "{ \(members.joined(separator: ", ")) }"
    }

    static func number(_ number: Double) -> String { Int64(exactly: number).map(String.init) ?? "\(number)" }
}
