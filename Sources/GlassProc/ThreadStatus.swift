/// The lines of `/proc/<pid>/task/<tid>/status` that glass reads of a thread. proc(5).
public struct ThreadStatus: Hashable, Sendable {
    /// The name of the thread, up to 15 bytes.
    public let name: String
    /// The letter that ``ProcessStat/state`` has.
    public let state: UInt8
    public let voluntarySwitches: UInt64
    public let involuntarySwitches: UInt64

    public init?(_ text: Span<UInt8>) {
        var (name, state): (String?, UInt8?) = (nil, nil)
        var (voluntary, involuntary): (UInt64?, UInt64?) = (nil, nil)
        var scanner = TextScanner()
        while let line = scanner.keyedLine(text) {
            var value = TextScanner(at: line.value.lowerBound)
            if text.equals("Name", line.key) {
                name = Self.name(in: text, line.value)
            } else if text.equals("State", line.key) {
                state = value.word(text).map { text[$0.lowerBound] }
            } else if text.equals("voluntary_ctxt_switches", line.key) {
                voluntary = value.unsigned(text)
            } else if text.equals("nonvoluntary_ctxt_switches", line.key) {
                involuntary = value.unsigned(text)
            }
        }
        guard let name, let state, let voluntary, let involuntary else { return nil }
        (self.name, self.state) = (name, state)
        (voluntarySwitches, involuntarySwitches) = (voluntary, involuntary)
    }

    /// The kernel writes a backslash as two and a line's end as `\n` here, other than in `stat` (`proc_task_name`, fs/proc/array.c).
    private static func name(in text: Span<UInt8>, _ value: Range<Int>) -> String {
        var bytes: [UInt8] = []
        var place = value.lowerBound
        if place < value.upperBound, text[place] == UInt8(ascii: "\t") { place += 1 }
        while place < value.upperBound {
            let isEscape = text[place] == UInt8(ascii: "\\") && place + 1 < value.upperBound
            if isEscape { place += 1 }
            bytes.append(isEscape && text[place] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : text[place])
            place += 1
        }
        return bytes.span.text(0..<bytes.count)
    }
}
