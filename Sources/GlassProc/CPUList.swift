/// A list of CPUs as the kernel writes it, `/sys/devices/system/cpu/online`: `0-3,8`. (cpuset(7), "List format".)
public struct CPUList: Hashable, Sendable {
    public let cpus: [Int32]

    /// More than any machine has: a range beyond is no list of CPUs.
    private static let limit: UInt64 = 1 << 16

    /// Nil for what is no such list.
    public init?(_ text: Span<UInt8>) {
        var scanner = TextScanner()
        var cpus: [Int32] = []
        repeat {
            guard let first = scanner.unsigned(text) else { return nil }
            var last = first
            if scanner.skip(UInt8(ascii: "-"), text) {
                guard let end = scanner.unsigned(text) else { return nil }
                last = end
            }
            guard first <= last, last < Self.limit else { return nil }
            cpus += (first...last).map { Int32($0) }
        } while scanner.skip(UInt8(ascii: ","), text)
        self.cpus = cpus
    }
}
