import Glibc

/// A pipe between two processes, for lines of text. No other program inherits its ends.
struct LinePipe {
    let readEnd: CInt
    let writeEnd: CInt

    /// - Throws: `DemoError.noPipe`.
    init() throws(DemoError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .noPipe(errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }
}

/// Calls `body` with each line that comes, until the other end closes.
func forEachLine(from descriptor: CInt, _ body: (String) -> Void) {
    var pending: [UInt8] = []
    var byte: UInt8 = 0
    while true {
        let count = read(descriptor, &byte, 1)
        if count < 0, errno == EINTR { continue }
        guard count == 1 else { return }
        if byte == UInt8(ascii: "\n") {
            body(String(decoding: pending, as: UTF8.self))
            pending.removeAll()
        } else if pending.count < 4096 {
            pending.append(byte)
        }
    }
}

/// Writes a line; one that nobody reads any more is lost, as it should be.
func writeLine(_ line: String, to descriptor: CInt) {
    let bytes = Array("\(line)\n".utf8)
    // Shorter than PIPE_BUF, so it is written whole or not at all.
    while write(descriptor, bytes, bytes.count) < 0, errno == EINTR {}
}
