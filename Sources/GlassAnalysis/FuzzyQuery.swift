/// What a person typed to find a name quickly: words, each of whose letters must stand in the name in this order, with
/// anything between them. ASCII letters match in either case.
public struct FuzzyQuery: Hashable, Sendable {
    let words: [[UInt8]]
    /// Of all letters that a name must have.
    let letters: LetterSet

    public init(_ text: String) {
        words = text.utf8.split(separator: UInt8(ascii: " ")).map { $0.map(FuzzyScore.folded) }
        letters = LetterSet(words.joined())
    }

    /// An empty query matches every name.
    public var isEmpty: Bool { words.isEmpty }

    /// How well a name matches; nil where it does not. The higher the score the better; names that score the same are
    /// best shown shortest first.
    public func score(of name: String) -> Int? {
        FuzzyName.with(name) { score(of: $0) }
    }

    func score(of name: FuzzyName) -> Int? {
        var sum = 0
        for word in words {
            guard let score = FuzzyScore.best(word, in: name)?.score else { return nil }
            sum += score
        }
        return sum
    }

    /// Whether each of its words, of three letters or more, is how a word of the text begins.
    public func isBeginning(ofWordsIn text: String) -> Bool {
        let known = text.utf8.map(FuzzyScore.folded).split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") }
        return words.allSatisfy { word in word.count >= 3 && known.contains { $0.starts(with: word) } }
    }

    /// Which bytes of a matching name were meant, by their offsets; none of a name that does not match.
    public func places(in name: String) -> Set<Int> {
        FuzzyName.with(name) { name in
            let found = words.compactMap { FuzzyScore.best($0, in: name)?.places(in: name, of: $0) }
            return found.count == words.count ? Set(found.joined()) : []
        }
    }
}

/// Which letters occur, as bits: what lacks one of a query's letters need not be looked at closer.
struct LetterSet: Hashable, Sendable {
    private(set) var bits: UInt64 = 0

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { bits |= Self.bit(FuzzyScore.folded(byte)) }
    }

    func isSubset(of other: LetterSet) -> Bool { bits & ~other.bits == 0 }

    /// Letters and digits have a bit each; all other bytes share the rest.
    private static func bit(_ byte: UInt8) -> UInt64 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 1 << UInt64(byte - UInt8(ascii: "a"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): 1 << UInt64(26 + byte - UInt8(ascii: "0"))
        default: 1 << UInt64(36 + byte % 28)
        }
    }
}
