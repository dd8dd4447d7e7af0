import Glibc

/// Whole lines on the standard streams, written at once: nothing is buffered that a later crash could lose.
public enum StandardLines {
    public static func output(_ line: String) { write(line, to: STDOUT_FILENO) }
    public static func error(_ line: String) { write(line, to: STDERR_FILENO) }

    private static func write(_ line: String, to descriptor: Int32) {
        let bytes = Array((line + "\n").utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                retrying { Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written) }
            }
            // Whoever read them is gone; there is nobody left to tell.
            if count <= 0 { return }
            written += count
        }
    }
}
