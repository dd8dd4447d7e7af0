/// Ever shorter forms of a function's name, for where there is little room: without its parameters, with `<…>` for
/// what stands in angle brackets, without the outer namespaces. Of C++, Rust and Swift; other names stay as they are.
///
/// Names are looked at as bytes: every frame that is drawn has some hundreds to be shortened.
public struct FunctionNameText: Sendable {
    private let whole: String
    private let name: NameBytes
    /// The parts between `::`, with their angle brackets.
    private let parts: [Range<Int>]
    private let hasParameters: Bool

    public init(_ name: String) {
        whole = name
        self.name = NameBytes(name)
        (parts, hasParameters) = self.name.parts()
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
        let full = parts.map(name.text)
        if hasParameters { forms.append(full.joined(separator: "::")) }
        let plain = parts.map(withoutArguments)
        if plain != full { forms.append(plain.joined(separator: "::")) }
        for start in plain.indices.dropFirst() { forms.append(plain[start...].joined(separator: "::")) }
        return forms
    }

    /// `map<…>` for `map<int, long>`; `<Box as FnOnce>` for Rust's `<alloc::boxed::Box<T> as core::ops::FnOnce<()>>`.
    private func withoutArguments(_ part: Range<Int>) -> String {
        if let types = rustTypes(part) { return types }
        guard let open = name.openingBracket(of: part), part.upperBound - open > 4 else { return name.text(part) }
        return name.text(part.lowerBound..<open) + "<…>"
    }

    private func rustTypes(_ part: Range<Int>) -> String? {
        guard part.count >= 2, name[part.lowerBound] == "<", name[part.upperBound - 1] == ">" else { return nil }
        let types = name.split(part.dropFirst().dropLast(), at: " as ").map { type in
            let last = name.split(type, at: "::").last ?? type
            return name.text(last.lowerBound..<(name.openingBracket(of: last) ?? last.upperBound))
        }
        return "<" + types.joined(separator: " as ") + ">"
    }
}
