/// A path such as `/users/{name}/posts/{id}`, as the user's configuration gives it: a segment in braces stands for any.
struct RouteTemplate: Sendable {
    let text: String
    /// Nil stands for any segment.
    private let segments: [String?]

    init(_ text: String) {
        self.text = text
        segments = text.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}") ? nil : String(segment)
        }
    }

    func matches(_ path: RawSpan) -> Bool {
        var start = 0
        for (index, segment) in segments.enumerated() {
            let end = path.firstIndex(of: 0x2f, from: start) ?? path.byteCount
            guard (index == segments.count - 1) == (end == path.byteCount) else { return false }
            let part = path.extracting(start..<end)
            if let segment {
                if !part.equals(segment) { return false }
            } else if part.byteCount == 0 {
                return false
            }
            start = end + 1
        }
        return true
    }
}
