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

    /// The same for a text that is at hand as UTF-8.
    func matches(utf8 text: UnsafeBufferPointer<UInt8>) -> Bool {
        if case .ascii(let needle) = needle { return Self.find(needle, in: text) }
        return matches(String(decoding: text, as: UTF8.self))
    }

    /// Whether every text that this matches is surely also matched by another.
    func implies(_ other: TextMatcher) -> Bool {
        if case .ascii(let needle) = needle, case .ascii(let part) = other.needle {
            return needle.withUnsafeBufferPointer { Self.find(part, in: $0) }
        }
        return self == other
    }

    private static func find(_ needle: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = needle.first else { return true }
        guard bytes.count >= needle.count else { return false }
        for start in 0...(bytes.count - needle.count) where bytes[start].lowercased == first {
            if needle.indices.allSatisfy({ bytes[start + $0].lowercased == needle[$0] }) { return true }
        }
        return false
    }

    private static func find(_ needle: [UInt8], in text: String.UTF8View) -> Bool {
        if let found = text.withContiguousStorageIfAvailable({ find(needle, in: $0) }) { return found }
        return Array(text).withUnsafeBufferPointer { find(needle, in: $0) }
    }
}

extension UInt8 {
    var lowercased: UInt8 { (65...90).contains(self) ? self + 32 : self }
}
