/// The number that a thread has in its own PID namespace, from `/proc/<pid>/status`: the last one behind `NSpid:`, which
/// has one for each namespace that the thread is in. proc(5).
public enum InnerNumber {
    /// Nil where there is no such line (before Linux 4.1) or no number in it.
    public static func read(_ status: Span<UInt8>) -> Int32? {
        var scanner = TextScanner()
        while let line = scanner.keyedLine(status) {
            guard status.equals("NSpid", line.key) else { continue }
            var numbers = TextScanner(at: line.value.lowerBound)
            var last: UInt64?
            while let number = numbers.unsigned(status), numbers.offset <= line.value.upperBound { last = number }
            return last.flatMap { Int32(exactly: $0) }
        }
        return nil
    }
}
