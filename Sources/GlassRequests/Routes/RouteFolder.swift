import GlassModel

/// Finds the pattern of a path: what identifies a thing is folded to `{id}`, so that `/items/1` and `/items/2` are one route.
public struct RouteFolder: Sendable {
    /// The pattern that stands for all that are too many to be told apart.
    public static let otherPattern = "{other}"

    private let templates: [RouteTemplate]
    private let maximumPatterns: Int
    private var patterns: Set<String> = []
    /// Of targets that came lately, each in the place that its hash names.
    private var cache: [(target: String, pattern: String)]

    private static let cacheSize = 1_024

    /// - Parameter maximumPatterns: those beyond are one, ``otherPattern``. Templates do not count.
    public init(rules: RequestRules = RequestRules(), maximumPatterns: Int = 2_000) {
        templates = rules.routes.map { RouteTemplate($0) }
        self.maximumPatterns = maximumPatterns
        cache = Array(repeating: ("", ""), count: Self.cacheSize)
    }

    /// The pattern of an exchange's target: a redacted path, perhaps with a query string.
    public mutating func pattern(of target: String) -> String {
        let place = Int(UInt(bitPattern: target.hashValue) % UInt(Self.cacheSize))
        if cache[place].target == target { return cache[place].pattern }
        let pattern = find(target)
        cache[place] = (target, pattern)
        return pattern
    }

    private mutating func find(_ target: String) -> String {
        let bytes = target.utf8.span.bytes
        let path = bytes.extracting(0..<(bytes.firstIndex(of: 0x3f) ?? bytes.byteCount))
        for template in templates where template.matches(path) { return template.text }
        let pattern = Self.fold(path)
        if patterns.contains(pattern) { return pattern }
        guard patterns.count < maximumPatterns else { return Self.otherPattern }
        patterns.insert(pattern)
        return pattern
    }

    private static func fold(_ path: RawSpan) -> String {
        var builder = PlainTextBuilder()
        var start = 0
        while start <= path.byteCount && !builder.isCut {
            let end = path.firstIndex(of: 0x2f, from: start) ?? path.byteCount
            if start > 0 { builder.append("/") }
            fold(path.extracting(start..<end), into: &builder)
            start = end + 1
        }
        return builder.text
    }

    /// A segment without its parameters; of a file's name, the parts between dots each for itself.
    private static func fold(_ segment: RawSpan, into builder: inout PlainTextBuilder) {
        let end = segment.firstIndex(of: 0x3b) ?? segment.byteCount
        let name = segment.extracting(0..<end)
        if SegmentShape.isIdentifier(name) {
            builder.append("{id}")
            return
        }
        var start = 0
        while start <= name.byteCount {
            let end = name.firstIndex(of: 0x2e, from: start) ?? name.byteCount
            if start > 0 { builder.append(".") }
            let part = name.extracting(start..<end)
            if SegmentShape.isIdentifier(part) && (start == 0 || !SegmentShape.isNumeric(part)) {
                builder.append("{id}")
            } else {
                builder.append(untrusted: part)
            }
            start = end + 1
        }
    }
}
