/// Text as mdoc(7) wants it.
enum MdocText {
    /// A line of running text: no backslash and no leading character is taken for a request.
    static func line(_ text: some StringProtocol) -> String {
        let escaped = text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\e")
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&\(escaped)" : escaped
    }

    /// Running text: a new line for each sentence, as mdoc(7) asks for, none longer than 79 characters.
    static func running(_ paragraph: String) -> [String] {
        var lines: [String] = []
        var current = ""
        for word in paragraph.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if !current.isEmpty, current.count + 1 + word.count > 79 || current.endsSentence {
                lines.append(current)
                current = ""
            }
            current += current.isEmpty ? String(word) : " \(word)"
        }
        return (lines + [current]).filter { !$0.isEmpty }.map(line)
    }

    /// One argument of a macro: words stay together, and one that is the name of a macro is no macro.
    static func argument(_ text: String) -> String {
        let escaped = line(text)
        if escaped.contains(" ") || escaped.contains("\"") {
            return "\"\(escaped.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
        }
        let looksLikeMacro = escaped.count <= 3 && escaped.first?.isUppercase == true
        let isPunctuation = escaped.count == 1 && ".,:;()[]?!|".contains(escaped)
        return looksLikeMacro || isPunctuation ? "\\&\(escaped)" : escaped
    }
}

/// A discussion taken apart: paragraphs, and sections that begin with a line such as `EXAMPLES:`.
struct ManualSections {
    private(set) var paragraphs: [String] = []
    private(set) var sections: [(title: String, lines: [String])] = []

    init(_ discussion: String) {
        var paragraph: [String] = []
        for line in discussion.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let title = Self.title(line) {
                sections.append((title, []))
            } else if !sections.isEmpty {
                if !line.isEmpty { sections[sections.count - 1].lines.append(line.trimmingTwoBlanks) }
            } else if line.isEmpty {
                paragraphs.append(paragraph.joined(separator: "\n"))
                paragraph = []
            } else {
                paragraph.append(line)
            }
        }
        if !paragraph.isEmpty { paragraphs.append(paragraph.joined(separator: "\n")) }
        paragraphs.removeAll(where: \.isEmpty)
    }

    private static func title(_ line: String) -> String? {
        guard line.hasSuffix(":"), line.count > 3, line.dropLast().allSatisfy({ $0.isUppercase || $0 == " " }) else {
            return nil
        }
        return String(line.dropLast())
    }
}

extension String {
    fileprivate var endsSentence: Bool { last == "." || last == "?" || last == "!" }
    fileprivate var trimmingTwoBlanks: String { hasPrefix("  ") ? String(dropFirst(2)) : self }
}
