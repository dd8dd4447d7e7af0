/// What has to be known of a programming language to tell comments, strings and keywords apart.
struct SyntaxLanguage: Sendable {
    /// Texts that begin a comment up to the end of the line.
    var lineComments: [String] = ["//"]
    /// Whether there are comments between `/*` and `*/`.
    var hasBlockComments = true
    /// Whether such comments hold others.
    var nestsComments = false
    /// Characters that begin and end a string on one line.
    var quotes: Set<UInt8> = [UInt8(ascii: "\"")]
    /// Whether a string stands between three of its quotes, over as many lines as it likes.
    var hasTripleQuotes = false
    /// Whether a string stands between backticks, over as many lines as it likes.
    var hasBackticks = false
    /// Whether `'` stands around one character, and alone for something else (`'static`, `1'000`).
    var hasCharacters = false
    /// What follows `#` at the beginning of a line is a directive.
    var hasDirectives = false
    var keywords: Set<String>

    /// By the suffix of a file's name; nil for what is not known.
    init?(path: String) {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...].lowercased() {
        case "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "inl", "ipp", "tcc", "cu", "m", "mm": self = .c
        case "swift": self = .swift
        case "py", "pyi", "pyx", "pxd": self = .python
        case "go": self = .go
        case "rs": self = .rust
        case "js", "mjs", "cjs", "jsx", "ts", "mts", "tsx": self = .javaScript
        default: return nil
        }
    }

    private init(keywords: String) { self.keywords = Set(keywords.split(separator: " ").map(String.init)) }

    static let c: SyntaxLanguage = {
        var language = SyntaxLanguage(
            keywords: """
                alignas alignof asm auto bool break case catch char class const constexpr const_cast continue \
                co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit extern \
                false float for friend goto if inline int long mutable namespace new noexcept nullptr operator \
                override private protected public register reinterpret_cast requires restrict return short signed \
                sizeof static static_assert static_cast struct switch template this throw true try typedef typename \
                union unsigned using virtual void volatile while NULL
                """)
        language.hasCharacters = true
        language.hasDirectives = true
        return language
    }()

    static let swift: SyntaxLanguage = {
        var language = SyntaxLanguage(
            keywords: """
                actor any as associatedtype async await break case catch class continue default defer deinit do else \
                enum extension false fileprivate final for func guard if import in indirect init inout internal is \
                lazy let mutating nil nonisolated open operator override private protocol public repeat rethrows \
                return self Self sending some static struct subscript super switch throw throws true try typealias \
                unowned var weak where while
                """)
        language.nestsComments = true
        language.hasTripleQuotes = true
        return language
    }()

    static let python: SyntaxLanguage = {
        var language = SyntaxLanguage(
            keywords: """
                and as assert async await break case class continue def del elif else except False finally for from \
                global if import in is lambda match None nonlocal not or pass raise return self True try while with \
                yield
                """)
        language.lineComments = ["#"]
        language.hasBlockComments = false
        language.quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
        language.hasTripleQuotes = true
        return language
    }()

    static let go: SyntaxLanguage = {
        var language = SyntaxLanguage(
            keywords: """
                any break case chan const continue default defer else fallthrough false for func go goto if import \
                interface iota map nil package range return select struct switch true type var
                """)
        language.hasBackticks = true
        language.hasCharacters = true
        return language
    }()

    static let rust: SyntaxLanguage = {
        var language = SyntaxLanguage(
            keywords: """
                as async await break const continue crate dyn else enum extern false fn for if impl in let loop \
                match mod move mut pub ref return self Self static struct super trait true type unsafe use where \
                while
                """)
        language.nestsComments = true
        language.hasCharacters = true
        return language
    }()

    static let javaScript: SyntaxLanguage = {
        var language = SyntaxLanguage(
            keywords: """
                async await break case catch class const continue debugger default delete do else enum export \
                extends false finally for from function if implements import in instanceof interface let new null of \
                private protected public readonly return static super switch this throw true try type typeof \
                undefined var void while with yield
                """)
        language.quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
        language.hasBackticks = true
        return language
    }()
}
