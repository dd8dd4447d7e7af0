/// What a request asked for, fit to be kept: of a query string only the names, of an address no user and no password,
/// of a path no segment that looks like a credential. A `*` stands for what is left out.
struct RedactedTarget: Equatable {
    /// The path with its query string; of CONNECT the address; at most ``PlainTextBuilder/maximumLength`` bytes and an
    /// ellipsis.
    var text: String
    /// What an absolute address names; nil where the target is only a path.
    var host: String?

    /// - Parameter shown: names, in lower case, of parameters whose values are kept.
    init(_ target: RawSpan, isAuthority: Bool = false, shown: Set<String> = []) {
        guard !isAuthority else {
            let authority = Self.host(of: target)
            self.init(text: authority, host: authority)
            return
        }
        guard let authority = Self.authority(of: target) else {
            self.init(text: Self.pathAndQuery(target, shown), host: nil)
            return
        }
        let rest = target.extracting(authority.upperBound..<target.byteCount)
        self.init(
            text: rest.byteCount == 0 ? "/" : Self.pathAndQuery(rest, shown),
            host: Self.host(of: target.extracting(authority)))
    }

    private init(text: String, host: String?) {
        self.text = text
        self.host = host
    }

    /// A host and port without the user and the password before them.
    static func host(of authority: RawSpan) -> String {
        var builder = PlainTextBuilder(limit: 255)
        let start = authority.lastIndex(of: 0x40).map { $0 + 1 } ?? 0
        builder.append(untrusted: authority.extracting(start..<authority.byteCount))
        return builder.text
    }

    /// Where the authority of an absolute address stands.
    private static func authority(of target: RawSpan) -> Range<Int>? {
        guard target.byteCount > 0, target.octet(0) != 0x2f, let colon = target.firstIndex(of: 0x3a), colon <= 16,
            target.holds("://", at: colon)
        else { return nil }
        var end = colon + 3
        while end < target.byteCount && !isEndOfAuthority(target.octet(end)) { end += 1 }
        return (colon + 3)..<end
    }

    private static func isEndOfAuthority(_ byte: UInt8) -> Bool { byte == 0x2f || byte == 0x3f || byte == 0x23 }

    private static func pathAndQuery(_ target: RawSpan, _ shown: Set<String>) -> String {
        var builder = PlainTextBuilder()
        var end = 0
        while end < target.byteCount && target.octet(end) != 0x3f && target.octet(end) != 0x23 { end += 1 }
        appendPath(target.extracting(0..<end), to: &builder)
        if end < target.byteCount {
            builder.append(untrusted: target.extracting(end..<(end + 1)))
            appendParameters(target.extracting((end + 1)..<target.byteCount), 0x26, shown, to: &builder)
        }
        return builder.text
    }

    private static func appendPath(_ path: RawSpan, to builder: inout PlainTextBuilder) {
        var start = 0
        while start <= path.byteCount && !builder.isCut {
            let end = path.firstIndex(of: 0x2f, from: start) ?? path.byteCount
            if start > 0 { builder.append("/") }
            appendSegment(path.extracting(start..<end), to: &builder)
            start = end + 1
        }
    }

    private static func appendSegment(_ segment: RawSpan, to builder: inout PlainTextBuilder) {
        let end = segment.firstIndex(of: 0x3b) ?? segment.byteCount
        let name = segment.extracting(0..<end)
        if SecretShape.isIn(name) || holdsPassword(name) {
            builder.append("*")
        } else {
            builder.append(untrusted: name)
        }
        guard end < segment.byteCount else { return }
        builder.append(";")
        appendParameters(segment.extracting((end + 1)..<segment.byteCount), 0x3b, [], to: &builder)
    }

    /// `user:password@host`, also percent-encoded, as in an address that is part of a path.
    static func holdsPassword(_ segment: RawSpan) -> Bool {
        guard segment.firstIndex(of: 0x40) != nil || segment.containsIgnoringCase("%40") else { return false }
        return segment.firstIndex(of: 0x3a) != nil || segment.containsIgnoringCase("%3a")
    }

    private static func appendParameters(
        _ text: RawSpan, _ separator: UInt8, _ shown: Set<String>, to builder: inout PlainTextBuilder
    ) {
        var start = 0
        while start <= text.byteCount && !builder.isCut {
            let end = text.firstIndex(of: separator, from: start) ?? text.byteCount
            if start > 0 { builder.append(separator == 0x26 ? "&" : ";") }
            appendParameter(text.extracting(start..<end), shown, to: &builder)
            start = end + 1
        }
    }

    private static func appendParameter(
        _ text: RawSpan, _ shown: Set<String>, to builder: inout PlainTextBuilder
    ) {
        guard let equals = text.firstIndex(of: 0x3d) else {
            appendName(text, to: &builder)
            return
        }
        let name = text.extracting(0..<equals)
        appendName(name, to: &builder)
        builder.append("=")
        if equals + 1 == text.byteCount { return }
        if isShown(name, shown) {
            builder.append(untrusted: text.extracting((equals + 1)..<text.byteCount))
        } else {
            builder.append("*")
        }
    }

    /// What stands where a name should be, but is long or looks random, is taken for a value.
    private static func appendName(_ name: RawSpan, to builder: inout PlainTextBuilder) {
        if name.byteCount > 64 || SecretShape.isIn(name) || holdsPassword(name) {
            builder.append("*")
        } else {
            builder.append(untrusted: name)
        }
    }

    private static func isShown(_ name: RawSpan, _ shown: Set<String>) -> Bool {
        guard !shown.isEmpty, name.byteCount <= 64 else { return false }
        var builder = PlainTextBuilder()
        builder.append(untrusted: name)
        return shown.contains(builder.text.lowercased())
    }
}
