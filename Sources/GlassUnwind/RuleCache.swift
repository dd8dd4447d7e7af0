import GlassModel

/// The rules of code addresses that were met of late, found without a search.
final class RuleCache {
    private static let capacity = 4096

    private struct Entry {
        var code: CodeAddress
        var rule: UnwindRule

        /// No code is there, and no rule is ever kept for it.
        static let unused = Entry(code: .instruction(VirtualAddress(0)), rule: .other)
    }

    private let entries: UnsafeMutableBufferPointer<Entry>

    init() {
        entries = .allocate(capacity: Self.capacity)
        entries.initialize(repeating: Entry.unused)
    }

    deinit { entries.deallocate() }

    /// None where it is not known. A rule is only ever kept for code that is executable.
    @inline(__always)
    subscript(code: CodeAddress) -> UnwindRule? {
        get {
            let entry = entries[Self.slot(of: code)]
            return entry.code == code && code.address.rawValue != 0 ? entry.rule : nil
        }
        set {
            guard let newValue else { return }
            entries[Self.slot(of: code)] = Entry(code: code, rule: newValue)
        }
    }

    func removeAll() { entries.update(repeating: Entry.unused) }

    /// Fibonacci hashing: Knuth, *The Art of Computer Programming*, volume 3, 6.4.
    @inline(__always)
    private static func slot(of code: CodeAddress) -> Int {
        Int((code.address.rawValue &* 0x9e37_79b9_7f4a_7c15) >> 52)
    }
}
