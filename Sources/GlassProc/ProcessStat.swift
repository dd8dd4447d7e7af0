import GlassModel

/// The fields of `/proc/<pid>/stat` or `/proc/<pid>/task/<tid>/stat` that glass reads. proc(5).
public struct ProcessStat: Hashable, Sendable {
    /// The name of the thread, up to 15 bytes.
    public let name: String
    /// `R` running, `S` sleeping, `D` uninterruptible, `T` stopped, `t` traced, `Z` zombie, `X` dead, `I` idle.
    public let state: UInt8
    public let parent: ProcessID
    /// The kernel's `PF_…` flags.
    public let flags: UInt64
    public let minorFaults: UInt64
    public let majorFaults: UInt64
    /// In clock ticks.
    public let userTicks: UInt64
    /// In clock ticks.
    public let systemTicks: UInt64
    public let threads: Int64
    /// In clock ticks since boot; with the number, it identifies a process.
    public let startTicks: UInt64

    /// A thread of the kernel itself, which has no user stack (`PF_KTHREAD`, include/linux/sched.h).
    public var isKernelThread: Bool { flags & 0x0020_0000 != 0 }
    public var isZombie: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }

    public init?(_ text: Span<UInt8>) {
        // The name may hold blanks and parentheses itself; the last parenthesis of the text ends it.
        guard let open = Self.firstIndex(of: UInt8(ascii: "("), in: text),
            let close = Self.lastIndex(of: UInt8(ascii: ")"), in: text), open < close
        else { return nil }
        name = text.text(open + 1..<close)
        var scanner = TextScanner(at: close + 1)
        guard let word = scanner.word(text) else { return nil }
        state = text[word.lowerBound]
        var fields: [Int64] = []
        while fields.count < 20, let field = scanner.signed(text) { fields.append(field) }
        guard fields.count >= 19 else { return nil }
        // fields[0] is field 4 of proc(5), the parent.
        parent = ProcessID(Int32(clamping: fields[0]))
        flags = UInt64(clamping: fields[5])
        minorFaults = UInt64(clamping: fields[6])
        majorFaults = UInt64(clamping: fields[8])
        userTicks = UInt64(clamping: fields[10])
        systemTicks = UInt64(clamping: fields[11])
        threads = fields[16]
        startTicks = UInt64(clamping: fields[18])
    }

    /// How a process that is a zombie ended, as wait(2) has it: field 52 of its `stat`. Nil for one that runs.
    public static func exitStatus(_ text: Span<UInt8>) -> Int32? {
        guard let stat = ProcessStat(text), stat.isZombie else { return nil }
        return number(inField: 52, of: text).flatMap { Int32(exactly: $0) }
    }

    /// The CPU that a thread runs on, or ran on last: field 39 of its `stat`.
    public static func cpu(_ text: Span<UInt8>) -> Int? {
        number(inField: 39, of: text).flatMap { Int(exactly: $0) }
    }

    /// A field beyond the name, by its number in proc(5). Those before it are not read as numbers: the limit among them is
    /// more than a signed one holds.
    private static func number(inField field: Int, of text: Span<UInt8>) -> Int64? {
        guard let close = lastIndex(of: UInt8(ascii: ")"), in: text) else { return nil }
        var scanner = TextScanner(at: close + 1)
        for _ in 3..<field where scanner.word(text) == nil { return nil }
        return scanner.signed(text)
    }

    private static func firstIndex(of byte: UInt8, in text: Span<UInt8>) -> Int? {
        text.indices.first { text[$0] == byte }
    }

    private static func lastIndex(of byte: UInt8, in text: Span<UInt8>) -> Int? {
        text.indices.last { text[$0] == byte }
    }
}
