import GlassAnalysis
import GlassModel
import GlassSystem

/// The one line about a file that takes long to read, on a terminal's standard error.
final class ImportProgressLine {
    /// What is over sooner needs no line.
    private static let patience = Nanoseconds(300_000_000)
    private static let interval = Nanoseconds(100_000_000)

    private var next = Clocks.monotonic + patience
    private var isShown = false

    /// Nothing where standard error is no terminal.
    init?() {
        guard StandardError.isTerminal else { return nil }
    }

    func update(_ file: ImportFile) {
        let now = Clocks.monotonic
        guard now >= next else { return }
        next = now + Self.interval
        isShown = true
        StandardError.write("\r\u{1B}[K\(Self.line(name: file.name, done: file.bytesRead, of: file.size))")
    }

    func clear() {
        if isShown { StandardError.write("\r\u{1B}[K") }
    }

    static func line(name: String, done: Int64, of size: Int64?) -> String {
        let share = size.map { " of \(SizeText.format($0))  ·  \(min(100, done * 100 / max(1, $0))) %" } ?? ""
        return "reading \(name)  ·  \(SizeText.format(done))\(share)  ·  Ctrl-C cancels"
    }
}
