/// The parts of a Markdown page that tests look at.
struct Markdown {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The contents of the fenced blocks of one language.
    func blocks(_ language: String) -> [String] {
        text.split(separator: "```", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
            guard index % 2 == 1, part.hasPrefix(language + "\n") else { return nil }
            return String(part.dropFirst(language.count + 1))
        }
    }

    /// The lines of all blocks of shell commands.
    var commands: [String] { blocks("sh").flatMap { $0.split(separator: "\n").map(String.init) } }

    /// Where its links and pictures lead, without those on the web.
    var localLinks: [String] {
        text.matches(of: /\]\(([^)#]+)[^)]*\)/).map { String($0.1) }.filter { !$0.contains("://") }
    }
}
