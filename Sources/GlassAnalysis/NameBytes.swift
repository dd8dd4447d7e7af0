/// A function's name, and what in it stands outside of all brackets.
struct NameBytes: Sendable {
    private let bytes: [UInt8]

    init(_ name: String) { bytes = Array(name.utf8) }

    subscript(index: Int) -> Unicode.Scalar { Unicode.Scalar(bytes[index]) }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The parts between `::`, the last one without the function's parameters and what follows them.
    func parts() -> (parts: [Range<Int>], hasParameters: Bool) {
        var parts = split(bytes.indices, at: "::")
        guard let last = parts.popLast() else { return ([], false) }
        let end = parameters(of: last)
        parts.append(last.lowerBound..<(end ?? last.upperBound))
        return (parts, end != nil)
    }

    /// Splits at a text that stands in no bracket.
    func split(_ range: Range<Int>, at separator: StaticString) -> [Range<Int>] {
        var (parts, start, depth, index): ([Range<Int>], Int, Int, Int) = ([], range.lowerBound, 0, range.lowerBound)
        while index < range.upperBound {
            if let end = operatorName(at: index, in: range) {
                index = end
            } else if depth == 0, holds(separator, at: index, in: range) {
                parts.append(start..<index)
                index += separator.utf8CodeUnitCount
                start = index
            } else {
                depth = max(0, depth + change(at: index, in: range))
                index += 1
            }
        }
        return parts + [start..<range.upperBound]
    }

    /// Where the angle bracket that ends the part was opened.
    func openingBracket(of part: Range<Int>) -> Int? {
        guard part.count >= 2, self[part.upperBound - 1] == ">",
            operatorName(at: part.lowerBound, in: part) != part.upperBound
        else { return nil }
        var depth = 0
        for index in part.reversed() {
            depth -= change(at: index, in: part)
            if depth == 0 { return index > part.lowerBound ? index : nil }
        }
        return nil
    }

    /// Where the list of parameters begins: the first parenthesis outside of all brackets, unless the part begins with
    /// it, as `(anonymous namespace)` and Go's `(*Type)` do.
    private func parameters(of part: Range<Int>) -> Int? {
        var (depth, index) = (0, part.lowerBound)
        while index < part.upperBound {
            if let end = operatorName(at: index, in: part) {
                index = end
                continue
            }
            if depth == 0, self[index] == "(", index > part.lowerBound, self[index - 1] != "." { return index }
            depth = max(0, depth + change(at: index, in: part))
            index += 1
        }
        return nil
    }

    private func change(at index: Int, in range: Range<Int>) -> Int {
        switch self[index] {
        case "<", "(", "[", "{": 1
        // `->` closes nothing.
        case ">": index > range.lowerBound && self[index - 1] == "-" ? 0 : -1
        case ")", "]", "}": -1
        default: 0
        }
    }

    private func holds(_ text: StaticString, at index: Int, in range: Range<Int>) -> Bool {
        guard text.utf8CodeUnitCount <= range.upperBound - index else { return false }
        return text.withUTF8Buffer { expected in
            expected.indices.allSatisfy { bytes[index + $0] == expected[$0] }
        }
    }

    /// Where C++'s `operator<<` and its like end; nil where none stands here. `operator< <int>` has a blank before its
    /// arguments.
    private func operatorName(at index: Int, in range: Range<Int>) -> Int? {
        guard self[index] == "o", holds("operator", at: index, in: range) else { return nil }
        let start = index + 8
        if holds("()", at: start, in: range) { return start + 2 }
        var end = start
        while end < range.upperBound, Self.signs.contains(bytes[end]) { end += 1 }
        return end > start ? end : nil
    }

    private static let signs = Array("<>-=!+*/%&|^~[],".utf8)
}
