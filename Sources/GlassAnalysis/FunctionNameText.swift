/// Ever shorter forms of a function's name, for where there is little room: without its parameters, with `<…>` for
/// what stands in angle brackets, without the outer namespaces. Of C++, Rust and Swift; other names stay as they are.
public struct FunctionNameText: Sendable {
    /// The parts between `::`, with their angle brackets.
    private let parts: [Substring]
    private let whole: String
    private let hasParameters: Bool

    public init(_ name: String) {
        whole = name
        var scanner = NameScanner(name)
        parts = scanner.parts()
        hasParameters = scanner.hasParameters
    }

    /// The longest form of at most so many columns; where there is none, the shortest.
    ///
    /// - Parameter width: How many columns a text takes.
    public func fitting(_ columns: Int, width: (String) -> Int) -> String {
        if width(whole) <= columns { return whole }
        var shortest = whole
        for form in shorterForms {
            shortest = form
            if width(form) <= columns { break }
        }
        return shortest
    }

    /// Each shorter than the one before, or as short.
    var shorterForms: [String] {
        guard let last = parts.last, !last.isEmpty else { return [] }
        var forms: [String] = []
        if hasParameters { forms.append(parts.joined(separator: "::")) }
        let plain = parts.map(Self.withoutArguments)
        if !plain.elementsEqual(parts, by: { $0 == $1 }) { forms.append(plain.joined(separator: "::")) }
        for start in plain.indices.dropFirst() { forms.append(plain[start...].joined(separator: "::")) }
        return forms
    }

    /// `map<…>` for `map<int, long>`; `<Box as FnOnce>` for Rust's `<alloc::boxed::Box<T> as core::ops::FnOnce<()>>`.
    private static func withoutArguments(_ part: Substring) -> String {
        if part.hasPrefix("<"), let types = rustTypes(part) { return types }
        guard let open = NameScanner.openingBracket(of: part), part.distance(from: open, to: part.endIndex) > 4 else {
            return String(part)
        }
        return String(part[..<open]) + "<…>"
    }

    private static func rustTypes(_ part: Substring) -> String? {
        guard part.last == ">" else { return nil }
        let inner = part.dropFirst().dropLast()
        let types = NameScanner.split(inner, at: " as ").map { type in
            let last = NameScanner.split(type, at: "::").last ?? type
            return NameScanner.openingBracket(of: last).map { String(last[..<$0]) } ?? String(last)
        }
        return "<" + types.joined(separator: " as ") + ">"
    }
}

/// Finds what stands outside of all brackets.
private struct NameScanner {
    private let name: Substring
    private(set) var hasParameters = false

    init(_ name: String) { self.name = Substring(name) }

    /// The parts between `::`, without what follows the function's parameters and these themselves.
    mutating func parts() -> [Substring] {
        var parts = Self.split(name, at: "::")
        guard let last = parts.popLast() else { return [] }
        let end = Self.parameters(of: last)
        hasParameters = end != nil
        return parts + [last[..<(end ?? last.endIndex)]]
    }

    /// Splits at a text that stands in no bracket.
    static func split(_ text: Substring, at separator: String) -> [Substring] {
        var (parts, start, depth): ([Substring], String.Index, Int) = ([], text.startIndex, 0)
        var index = text.startIndex
        while index < text.endIndex {
            if let end = operatorName(in: text, at: index) {
                index = end
                continue
            }
            if depth == 0, text[index...].hasPrefix(separator) {
                parts.append(text[start..<index])
                index = text.index(index, offsetBy: separator.count)
                start = index
                continue
            }
            depth = max(0, depth + change(text, index))
            index = text.index(after: index)
        }
        return parts + [text[start...]]
    }

    /// Where the list of parameters begins: the first parenthesis outside of all brackets, unless the part begins with
    /// it, as `(anonymous namespace)` and Go's `(*Type)` do.
    private static func parameters(of part: Substring) -> String.Index? {
        var depth = 0
        var index = part.startIndex
        while index < part.endIndex {
            if let end = operatorName(in: part, at: index) {
                index = end
                continue
            }
            if depth == 0, part[index] == "(", index > part.startIndex, part[part.index(before: index)] != "." {
                return index
            }
            depth = max(0, depth + change(part, index))
            index = part.index(after: index)
        }
        return nil
    }

    /// Where the angle bracket that ends the part was opened.
    static func openingBracket(of part: Substring) -> String.Index? {
        guard part.last == ">", operatorName(in: part, at: part.startIndex) != part.endIndex else { return nil }
        var depth = 0
        for index in part.indices.reversed() {
            depth -= change(part, index)
            if depth == 0 { return index > part.startIndex ? index : nil }
        }
        return nil
    }

    private static func change(_ text: Substring, _ index: String.Index) -> Int {
        switch text[index] {
        case "<", "(", "[", "{": 1
        // `->` closes nothing.
        case ">": index > text.startIndex && text[text.index(before: index)] == "-" ? 0 : -1
        case ")", "]", "}": -1
        default: 0
        }
    }

    /// Where C++'s `operator<<` and its like end; nil where none stands here.
    private static func operatorName(in text: Substring, at index: String.Index) -> String.Index? {
        guard text[index] == "o", text[index...].hasPrefix("operator") else { return nil }
        let start = text.index(index, offsetBy: 8)
        if text[start...].hasPrefix("()") { return text.index(start, offsetBy: 2) }
        let sign = text[start...].prefix { "<>-=!+*/%&|^~[],".contains($0) }
        guard !sign.isEmpty else { return nil }
        // `operator< <int>` has a blank before its arguments.
        return sign.endIndex
    }
}
