/// Files of `Key: number` lines: `/proc/<pid>/status`, `io`, `smaps_rollup`. proc(5).
public struct KeyedNumbers: Sendable {
    private var values: [String: UInt64] = [:]

    /// Keeps the first number of each line that has one; a `kB` behind it is the caller's to know.
    public init(_ text: Span<UInt8>) {
        var scanner = TextScanner()
        while let line = scanner.keyedLine(text) {
            var number = TextScanner(at: line.value.lowerBound)
            guard let value = number.unsigned(text), number.offset <= line.value.upperBound else { continue }
            values[text.text(line.key)] = value
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
