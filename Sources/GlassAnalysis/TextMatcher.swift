/// What a person typed to find something: a part of a text in either case, or, after a `~`, a regular expression.
public struct TextMatcher: Sendable, Hashable {
    private enum Needle: Hashable {
        case ascii([UInt8])
        case unicode(String)
        case pattern(TextPattern)
    }

    public let query: String
    private let needle: Needle

    /// Throws only where the query begins with `~` and the rest is no regular expression. An empty query matches all.
    public init(_ query: String) throws(PatternError) {
        guard query.hasPrefix("~") else {
            self.init(literal: query)
            return
        }
        self.init(query: query, needle: .pattern(try TextPattern(String(query.dropFirst()))))
    }

    private init(query: String, needle: Needle) {
        self.query = query
        self.needle = needle
    }

    /// Finds exactly this text, whatever it begins with.
    public init(literal: String) {
        query = literal
        let isASCII = literal.utf8.allSatisfy { $0 < 0x80 }
        needle = isASCII ? .ascii(literal.utf8.map(\.lowercased)) : .unicode(literal.lowercased())
    }

    public func matches(_ text: String) -> Bool {
        switch needle {
        case .pattern(let pattern): pattern.matches(text)
        case .unicode(let needle): Self.find(Array(needle.utf8), in: text.lowercased().utf8)
        case .ascii(let needle): Self.find(needle, in: text.utf8)
        }
    }

    /// The regular expression, where it is one.
    var pattern: TextPattern? { if case .pattern(let pattern) = needle { pattern } else { nil } }

    /// What is looked for, in lower case, where it is all ASCII and no regular expression.
    var literal: [UInt8]? { if case .ascii(let needle) = needle { needle } else { nil } }

    /// Whether every text that this matches is surely also matched by another.
    func implies(_ other: TextMatcher) -> Bool {
        if case .ascii(let needle) = needle, case .ascii(let part) = other.needle {
            return needle.withUnsafeBufferPointer { Self.find(part, in: $0) }
        }
        return self == other
    }

    /// Whether `needle`, in lower case, stands in `bytes` in either case.
    static func find(_ needle: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = needle.first else { return true }
        guard bytes.count >= needle.count else { return false }
        let capital = first.capital
        return needle.withUnsafeBufferPointer { needle in
            for start in 0...(bytes.count - needle.count) where bytes[start] == first || bytes[start] == capital {
                var place = 1
                while place < needle.count, bytes[start + place].lowercased == needle[place] { place += 1 }
                if place == needle.count { return true }
            }
            return false
        }
    }

    private static func find(_ needle: [UInt8], in text: String.UTF8View) -> Bool {
        if let found = text.withContiguousStorageIfAvailable({ find(needle, in: $0) }) { return found }
        return Array(text).withUnsafeBufferPointer { find(needle, in: $0) }
    }
}

extension UInt8 {
    fileprivate var capital: UInt8 { (97...122).contains(self) ? self - 32 : self }
    var lowercased: UInt8 { (65...90).contains(self) ? self + 32 : self }
}
