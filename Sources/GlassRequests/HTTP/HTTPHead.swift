/// What the lines of one head say that matters here. Nothing else of a head is ever kept.
struct HTTPHead: Sendable {
    struct Marks: OptionSet {
        let rawValue: UInt8
        /// The body comes in chunks.
        static let chunked = Marks(rawValue: 1)
        /// The body is encoded for its transfer in another way, so that no length tells where it ends.
        static let otherTransferCoding = Marks(rawValue: 2)
        static let webSocket = Marks(rawValue: 4)
        static let eventStream = Marks(rawValue: 8)
        static let expectsContinue = Marks(rawValue: 16)
        /// There are lengths that contradict each other, or one that is no number.
        static let badLength = Marks(rawValue: 32)
        static let host = Marks(rawValue: 64)
    }

    /// Of a request.
    var method = ""
    /// Of a request, redacted.
    var target = ""
    /// Of a request. Counts only where the mark says so: it is kept, because the next request often names the same.
    private var hostText = ""
    /// Of a response.
    var status: Int32?
    var contentLength: Int?
    var marks: Marks = []

    var host: String { marks.contains(.host) ? hostText : "" }

    /// Makes it ready for the next message.
    mutating func reset() {
        status = nil
        contentLength = nil
        marks = []
    }

    mutating func takeRequestLine(_ line: RawSpan, _ parts: HTTPRequestLine, shown: Set<String>) {
        reset()
        var builder = PlainTextBuilder(limit: 32)
        builder.append(untrusted: line.extracting(0..<parts.methodEnd))
        method = builder.text
        let redacted = RedactedTarget(line.extracting(parts.target), isAuthority: method == "CONNECT", shown: shown)
        target = redacted.text
        if let host = redacted.host {
            hostText = host
            marks.insert(.host)
        }
    }

    /// Takes one line behind the first.
    mutating func takeField(_ line: RawSpan) {
        guard line.byteCount > 4 else { return }
        switch line.octet(0) | 0x20 {
        case 0x68 where line.holdsIgnoringCase("host:"): takeHost(line.extracting(line.trimmed(from: 5)))
        case 0x65 where line.holdsIgnoringCase("expect:"): marks.insert(.expectsContinue)
        case 0x75 where line.holdsIgnoringCase("upgrade:"):
            if line.containsIgnoringCase("websocket") { marks.insert(.webSocket) }
        case 0x74 where line.holdsIgnoringCase("transfer-encoding:"):
            takeTransferCoding(line.extracting(line.trimmed(from: 18)))
        case 0x63 where line.holdsIgnoringCase("content-length:"): takeLength(line.extracting(line.trimmed(from: 15)))
        case 0x63 where line.holdsIgnoringCase("content-type:"):
            let start = line.trimmed(from: 13).lowerBound
            if line.holdsIgnoringCase("text/event-stream", at: start) { marks.insert(.eventStream) }
        default: break
        }
    }

    private mutating func takeHost(_ value: RawSpan) {
        guard !marks.contains(.host) else { return }
        marks.insert(.host)
        if !value.equals(hostText) { hostText = RedactedTarget.host(of: value) }
    }

    /// Only the last coding counts (RFC 9112, 6.3).
    private mutating func takeTransferCoding(_ value: RawSpan) {
        let last = value.byteCount - 7
        if last >= 0 && value.holdsIgnoringCase("chunked", at: last) {
            marks.insert(.chunked)
        } else {
            marks.insert(.otherTransferCoding)
            marks.remove(.chunked)
        }
    }

    /// The same length twice, or in a list, is one length (RFC 9110, 8.6).
    private mutating func takeLength(_ value: RawSpan) {
        var start = 0
        while start <= value.byteCount {
            let end = value.firstIndex(of: 0x2c, from: start) ?? value.byteCount
            guard let length = Self.decimal(value.extracting(value.extracting(0..<end).trimmed(from: start))),
                contentLength == nil || contentLength == length
            else {
                marks.insert(.badLength)
                return
            }
            contentLength = length
            start = end + 1
        }
    }

    private static func decimal(_ text: RawSpan) -> Int? {
        guard text.byteCount > 0 else { return nil }
        var number = 0
        for offset in 0..<text.byteCount {
            guard text.octet(offset).isDigit else { return nil }
            let (product, isTooMuch) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooMuchStill) = product.addingReportingOverflow(Int(text.octet(offset) - 0x30))
            guard !isTooMuch && !isTooMuchStill else { return nil }
            number = sum
        }
        return number
    }
}
