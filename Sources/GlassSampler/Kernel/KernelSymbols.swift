import GlassModel
import GlassProc
import GlassSystem

/// The kernel's functions by address, as /proc/kallsyms tells them. There are a hundred thousand, so that neither an array
/// that doubles nor a copy in another order is affordable for their names.
struct KernelSymbols {
    private struct Function {
        let start: UInt64
        let block: UInt16
        let offset: UInt16
        let length: UInt16
    }

    /// By address.
    private var functions: [Function] = []
    /// Names one after another, in the order in which they came; none goes on in the next block.
    private var blocks: [[UInt8]] = []
    private static let blockSize = 1 << 16

    /// Reads those of the running kernel; nothing where their addresses are withheld (`kernel.kptr_restrict`).
    static func read() -> KernelSymbols {
        var symbols = KernelSymbols()
        guard let file = try? ReadableFile("/proc/kallsyms") else { return symbols }
        var offset: UInt64 = 0
        var rest: [UInt8] = []
        while let chunk = file.bytes(at: offset, count: 1 << 16), !chunk.isEmpty {
            offset += UInt64(chunk.count)
            rest += chunk
            let end = (rest.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
            symbols.add(lines: rest.span.extracting(0..<end))
            rest.removeSubrange(..<end)
        }
        symbols.sort()
        return symbols
    }

    init() {}

    var isEmpty: Bool { functions.isEmpty }

    init(_ text: Span<UInt8>) {
        add(lines: text)
        sort()
    }

    /// Nil where nothing is known of the address.
    func name(at address: UInt64) -> String? {
        let above = functions.partitioningIndex { $0.start > address }
        guard above > 0 else { return nil }
        let function = functions[above - 1]
        let begin = Int(function.offset)
        return String(decoding: blocks[Int(function.block)][begin..<begin + Int(function.length)], as: UTF8.self)
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
            add(address, text.extracting(name))
        }
    }

    private mutating func add(_ start: UInt64, _ name: Span<UInt8>) {
        if blocks.last.map({ $0.count + name.count > Self.blockSize }) ?? true {
            var block: [UInt8] = []
            block.reserveCapacity(Self.blockSize)
            blocks.append(block)
        }
        let last = blocks.count - 1
        guard let block = UInt16(exactly: last), let offset = UInt16(exactly: blocks[last].count),
            let length = UInt16(exactly: name.count)
        else { return }
        for index in name.indices { blocks[last].append(name[index]) }
        functions.append(Function(start: start, block: block, offset: offset, length: length))
    }

    /// The kernel lists its own functions in order, but not those of its modules.
    private mutating func sort() {
        // Of two names of one address the one that was told last is shown, as the order of lines has it.
        guard zip(functions, functions.dropFirst()).contains(where: { $0.start > $1.start }) else { return }
        functions.sort { ($0.start, $0.block, $0.offset) < ($1.start, $1.block, $1.offset) }
    }
}
