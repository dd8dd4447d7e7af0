import GlassTerminal
import Glibc

/// A place in source code.
struct SourcePlace: Hashable, Sendable {
    let file: String
    /// From 1; nil where it is not known.
    let line: Int?
}

/// The program that a person edits with, and how it is told where to begin. No shell is asked, so that nothing in the
/// name of a file means anything to one.
struct EditorCommand: Hashable, Sendable {
    /// The program and what stands behind it in `VISUAL` or `EDITOR`.
    let words: [String]

    /// - Parameter environment: For `VISUAL` and, where that is empty, `EDITOR`; `vi` where both are.
    init(environment: [String: String]) {
        let wanted = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0.map(Self.words) }
        words = wanted.first { !$0.isEmpty } ?? ["vi"]
    }

    /// The program and its arguments.
    func arguments(for place: SourcePlace) -> [String] {
        // A name that begins with `-` or `+` would be taken for an option.
        let file = place.file.hasPrefix("/") ? place.file : "./" + place.file
        guard let line = place.line, line > 0 else { return words + [file] }
        switch Self.manner[programName] {
        case .plus: return words + ["+\(line)", file]
        case .colon: return words + ["\(file):\(line)"]
        case .goto: return words + ["--goto", "\(file):\(line)"]
        case .line: return words + ["--line", String(line), file]
        case nil: return words + [file]
        }
    }

    /// Without its folder.
    var programName: String { words.first?.split(separator: "/").last.map(String.init) ?? "" }

    /// How a program is told a line.
    private enum Manner { case plus, colon, goto, line }

    private static let manner: [String: Manner] = {
        let programs: [(Manner, [String])] = [
            (
                .plus,
                [
                    "vi", "vim", "nvim", "gvim", "view", "vim.basic", "vim.tiny", "vim.gtk3", "nano", "pico", "rnano",
                    "emacs", "emacsclient", "mg", "jmacs", "zile", "joe", "jed", "kak", "micro", "ne", "ee", "gedit",
                    "gnome-text-editor", "editor", "sensible-editor", "mcedit", "amp",
                ]
            ),
            (.colon, ["hx", "helix", "subl", "sublime_text", "zed", "zeditor", "lite-xl", "mate"]),
            (.goto, ["code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"]),
            (.line, ["kate", "idea", "clion", "pycharm", "goland", "rustrover", "webstorm"]),
        ]
        return Dictionary(
            programs.flatMap { manner, names in names.map { ($0, manner) } }, uniquingKeysWith: { first, _ in first })
    }()

    /// Words as a shell parts them: at blanks, but not within quotes; a backslash takes away the next character's
    /// meaning.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                (quote, word) = (character, word ?? "")
            } else if quote == nil, character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}

extension SourcePlace {
    /// Where the file is on this machine, if it is anywhere.
    func found(below roots: [SourceRoot]) -> SourcePlace {
        let places = SourceQuestion(file: file, roots: roots).paths.map { SourcePlace(file: $0, line: line) }
        return places.first { $0.problem == nil } ?? self
    }

    /// Why it cannot be opened; nil where it can.
    var problem: String? {
        var status = stat()
        if stat(file, &status) != 0 {
            return errno == ENOENT || errno == ENOTDIR
                ? "\(file) is not on this machine" : "\(file) cannot be opened: \(String(cString: strerror(errno)))"
        }
        return status.st_mode & S_IFMT == S_IFREG ? nil : "\(file) is no file"
    }
}

extension ViewerState {
    /// Opens the source of what is selected in an editor.
    mutating func edit() -> [ViewerEffect] {
        if pane == .source, let place = source.place { return [.edit(place)] }
        guard let function = selectedFunction else {
            notice = Notice(text: "no function is selected whose source could be opened", kind: .bad)
            return []
        }
        guard let place = locations.place(of: function) else {
            notice = Notice(
                text: "it is not known in which file \(clipped(function.function, to: 40)) stands", kind: .bad)
            return []
        }
        return [.edit(place)]
    }
}
