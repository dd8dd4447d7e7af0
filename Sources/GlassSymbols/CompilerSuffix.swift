/// What compilers append to the symbol of a copy or a part that they made of a function: `parse.constprop.0.cold`.
enum CompilerSuffix {
    enum Meaning {
        /// The symbol is the function's, or that of a copy that is called in its place.
        case function
        /// What the function calls where its beginning did not suffice (`.part`).
        case body
    }

    private static let marks: Set<String> = [
        "cold", "part", "isra", "constprop", "lto_priv", "llvm", "clone", "localalias", "warm", "resume",
    ]

    /// `symbol` without its suffixes.
    static func split(_ symbol: [UInt8]) -> (plain: [UInt8], meaning: Meaning) {
        let pieces = symbol.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard pieces.count > 1, let first = pieces.first, !first.isEmpty else { return (symbol, .function) }
        let suffixes = pieces.dropFirst().map { String(decoding: $0, as: UTF8.self) }
        let areMarks = zip(suffixes, [""] + suffixes).allSatisfy { suffix, before in
            marks.contains(suffix) || marks.contains(before) && isNumber(suffix)
        }
        guard areMarks else { return (symbol, .function) }
        return (Array(first), suffixes.contains("part") ? .body : .function)
    }

    static func name(of symbol: [UInt8]) -> ReadableName {
        let printable = PrintableText.text(Array(symbol.prefix { $0 != 0 }))
        let (plain, meaning) = split(symbol)
        guard meaning == .body || plain.count < symbol.count else { return ReadableName(printable) }
        let text = PrintableText.text(Array(plain.prefix { $0 != 0 }))
        return ReadableName(text, role: meaning == .body ? .body : .written, whole: printable)
    }

    /// LLVM's numbers of modules are hexadecimal in some versions.
    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            || text.count > 6 && text.allSatisfy(\.isHexDigit)
    }
}
