import GlassModel

/// The rules of code addresses that were met of late, found without a search.
final class RuleCache {
    private static let capacity = 4096

    private struct Entry {
        var key: UInt64
        var rule: UnwindRule
    }

    /// No code address has it: those of user space have their highest bit clear.
    private static let unused = UInt64.max

    private let entries: UnsafeMutableBufferPointer<Entry>

    init() {
        entries = .allocate(capacity: Self.capacity)
        entries.initialize(repeating: Entry(key: Self.unused, rule: .other))
    }

    deinit { entries.deallocate() }

    /// None where it is not known. A rule is only ever kept for code that is executable.
    @inline(__always)
    subscript(code: CodeAddress) -> UnwindRule? {
        get {
            let key = Self.key(of: code)
            let entry = entries[Self.slot(of: key)]
            return entry.key == key ? entry.rule : nil
        }
        set {
            let key = Self.key(of: code)
            guard let newValue, key != Self.unused else { return }
            entries[Self.slot(of: key)] = Entry(key: key, rule: newValue)
        }
    }

    func removeAll() { entries.update(repeating: Entry(key: Self.unused, rule: .other)) }

    /// Different for an instruction and a return address, which are looked up differently.
    @inline(__always)
    private static func key(of code: CodeAddress) -> UInt64 {
        switch code {
        case .instruction(let address): address.rawValue << 1 | 1
        case .returnAddress(let address): address.rawValue << 1
        }
    }

    /// Fibonacci hashing: Knuth, *The Art of Computer Programming*, volume 3, 6.4.
    @inline(__always)
    private static func slot(of key: UInt64) -> Int { Int((key &* 0x9e37_79b9_7f4a_7c15) >> 52) }
}
