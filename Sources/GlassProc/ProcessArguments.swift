/// `/proc/<pid>/cmdline`: arguments that each end with a zero byte. proc(5).
public struct ProcessArguments: Hashable, Sendable {
    public let arguments: [String]

    public init(_ text: Span<UInt8>) {
        var arguments: [String] = []
        var start = 0
        for index in text.indices where text[index] == 0 {
            arguments.append(text.text(start..<index))
            start = index + 1
        }
        if start < text.count { arguments.append(text.text(start..<text.count)) }
        self.arguments = arguments
    }

    /// The arguments joined by blanks.
    public var line: String { arguments.joined(separator: " ") }
}
