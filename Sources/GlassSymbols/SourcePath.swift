/// Paths of source files as compilers record them.
enum SourcePath {
    /// The path without `.`, `..` after a name, doubled slashes and control characters; nil for none.
    static func normalized(_ path: UnsafePointer<CChar>?) -> String? {
        guard let path else { return nil }
        return normalized(PrintableText.text(String(cString: path)))
    }

    static func normalized(_ path: String) -> String? {
        guard !path.isEmpty, path != "???", !path.hasSuffix("<compiler-generated>"), !path.hasSuffix("<unknown>") else {
            return nil
        }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}

/// Text from the target, made fit to be shown: names must not carry a terminal's escape sequences.
enum PrintableText {
    /// The longest name that is kept, in characters.
    static let limit = 4_096

    /// Without control characters (also those above 127, and those that reverse the direction of writing), and cut.
    static func text(_ text: String) -> String {
        let isFit = text.utf8.count <= limit && text.utf8.allSatisfy { $0 >= 32 && $0 < 127 }
        if isFit { return text }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) where !isControl(scalar) { kept.append(scalar) }
        return String(kept)
    }

    static func text(_ bytes: [UInt8]) -> String { text(String(decoding: bytes, as: UTF8.self)) }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<32, 127..<160, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }
}
