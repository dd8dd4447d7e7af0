/// The number that a thread has in its own PID namespace, from `/proc/<pid>/status`: the last one behind `NSpid:`, which
/// has one for each namespace that the thread is in. proc(5).
public enum InnerNumber {
    /// Nil where there is no such line (before Linux 4.1) or no number in it.
    public static func read(_ status: Span<UInt8>) -> Int32? {
        var scanner = TextScanner()
        while scanner.offset < status.count {
            let line = scanner.restOfLine(status)
            guard status.text(line).hasPrefix("NSpid:") else { continue }
            var numbers = TextScanner(at: line.lowerBound + 6)
            var last: UInt64?
            while let number = numbers.unsigned(status), numbers.offset <= line.upperBound { last = number }
            return last.flatMap { Int32(exactly: $0) }
        }
        return nil
    }
}
