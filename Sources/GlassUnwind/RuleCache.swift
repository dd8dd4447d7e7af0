import GlassModel

/// The rules of code addresses that were met of late, found without a search: sets of two, the later one first.
final class RuleCache {
    /// Sets, as a power of two: a large program's stacks lead through some thousand places.
    private static let bits = 12

    private struct Entry {
        var code: CodeAddress
        var rule: UnwindRule

        /// No code is there, and no rule is ever kept for it.
        static let unused = Entry(code: .instruction(VirtualAddress(0)), rule: .other)
    }

    private let entries: UnsafeMutableBufferPointer<Entry>

    init() {
        entries = .allocate(capacity: 2 << Self.bits)
        entries.initialize(repeating: Entry.unused)
    }

    deinit { entries.deallocate() }

    /// None where it is not known. A rule is only ever kept for code that is executable.
    @inline(__always)
    subscript(code: CodeAddress) -> UnwindRule? {
        get {
            guard code.address.rawValue != 0 else { return nil }
            let first = Self.slot(of: code)
            if entries[first].code == code { return entries[first].rule }
            return entries[first + 1].code == code ? entries[first + 1].rule : nil
        }
        set {
            guard let newValue else { return }
            let first = Self.slot(of: code)
            if entries[first].code != code { entries[first + 1] = entries[first] }
            entries[first] = Entry(code: code, rule: newValue)
        }
    }

    func removeAll() { entries.update(repeating: Entry.unused) }

    /// The first entry of its set. Fibonacci hashing: Knuth, *The Art of Computer Programming*, volume 3, 6.4.
    @inline(__always)
    private static func slot(of code: CodeAddress) -> Int {
        Int((code.address.rawValue &* 0x9e37_79b9_7f4a_7c15) >> (64 - UInt64(bits))) * 2
    }
}
