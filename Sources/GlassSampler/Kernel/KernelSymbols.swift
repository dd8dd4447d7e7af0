import GlassModel
import GlassProc
import GlassSystem

/// The kernel's functions by address, as /proc/kallsyms tells them. Names stand in one run of bytes: there are a hundred
/// thousand.
struct KernelSymbols {
    private var starts: [UInt64] = []
    private var nameEnds: [UInt32] = []
    private var names: [UInt8] = []

    /// Reads those of the running kernel; nothing where their addresses are withheld (`kernel.kptr_restrict`).
    static func read() -> KernelSymbols {
        var symbols = KernelSymbols()
        guard let file = try? ReadableFile("/proc/kallsyms") else { return symbols }
        var offset: UInt64 = 0
        var rest: [UInt8] = []
        while let chunk = file.bytes(at: offset, count: 1 << 18), !chunk.isEmpty {
            offset += UInt64(chunk.count)
            rest += chunk
            let end = (rest.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
            let lines = Array(rest[..<end])
            symbols.add(lines: lines.span)
            rest.removeSubrange(..<end)
        }
        symbols.sort()
        return symbols
    }

    init() {}

    init(_ text: Span<UInt8>) {
        add(lines: text)
        sort()
    }

    /// Nil where nothing is known of the address.
    func name(at address: UInt64) -> String? {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let begin = Int(low > 1 ? nameEnds[low - 2] : 0)
        return String(decoding: names[begin..<Int(nameEnds[low - 1])], as: UTF8.self)
    }

    /// Lines such as `ffffffff81000130 T entry_SYSCALL_64`, a module's name behind some of them. Data is left out.
    private mutating func add(lines text: Span<UInt8>) {
        var scanner = TextScanner()
        while scanner.offset < text.count {
            defer { scanner.skipLine(text) }
            guard let address = scanner.hexadecimal(text), address != 0, let kind = scanner.word(text),
                kind.count == 1,
                text[kind.lowerBound] | 0x20 == UInt8(ascii: "t") || text[kind.lowerBound] | 0x20 == UInt8(ascii: "w"),
                let name = scanner.word(text)
            else { continue }
            starts.append(address)
            for index in name { names.append(text[index]) }
            nameEnds.append(UInt32(clamping: names.count))
        }
    }

    /// The kernel lists its own functions in order, but not those of its modules.
    private mutating func sort() {
        guard zip(starts, starts.dropFirst()).contains(where: { $0 > $1 }) else { return }
        var sorted = KernelSymbols()
        for place in starts.indices.sorted(by: { starts[$0] < starts[$1] }) {
            sorted.starts.append(starts[place])
            sorted.names += names[Int(place > 0 ? nameEnds[place - 1] : 0)..<Int(nameEnds[place])]
            sorted.nameEnds.append(UInt32(clamping: sorted.names.count))
        }
        self = sorted
    }
}
