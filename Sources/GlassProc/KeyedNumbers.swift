/// Files of `Key: number` lines: `/proc/<pid>/status`, `io`, `smaps_rollup`. proc(5).
public struct KeyedNumbers: Sendable {
    private var values: [String: UInt64] = [:]

    /// Keeps the first number of each line that has one; a `kB` behind it is the caller's to know.
    public init(_ text: Span<UInt8>) {
        var scanner = TextScanner()
        while scanner.offset < text.count {
            let line = scanner.restOfLine(text)
            guard let colon = line.first(where: { text[$0] == UInt8(ascii: ":") }) else { continue }
            var number = TextScanner(at: colon + 1)
            guard let value = number.unsigned(text), number.offset <= line.upperBound else { continue }
            values[text.text(line.lowerBound..<colon)] = value
        }
    }

    public subscript(key: String) -> UInt64? { values[key] }

    /// The value of a line that counts kibibytes, in bytes.
    public func bytes(_ key: String) -> UInt64? {
        values[key].flatMap { value in
            let (bytes, overflow) = value.multipliedReportingOverflow(by: 1024)
            return overflow ? nil : bytes
        }
    }
}
