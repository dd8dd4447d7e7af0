import GlassModel

/// Makes the rows of a Go module's table from `.gopclntab`, which tells for each instruction how far the stack pointer has
/// moved since the function began. Go needs it at run time, so that stripped programs have it too. Of Go 1.16 and later.
/// (go/src/debug/gosym/pclntab.go and go/src/runtime/symtab.go.)
struct GoRuleTable {
    private static let sizeLimit: UInt64 = 128 << 20
    private static let functionLimit = 1 << 22
    private static let rowLimit = 8_000_000

    /// Functions in which a stack ends: of a goroutine, of a thread, and of the stack that each thread has for the
    /// runtime's own work, to which these functions switch.
    private static let outermost: Set<String> = [
        "runtime.goexit", "runtime.mstart", "runtime.rt0_go", "runtime.mcall", "_rt0_amd64_linux", "_rt0_amd64",
    ]
    /// Functions that switch to that stack, and back when what they call returns.
    private static let switches: Set<String> = ["runtime.systemstack", "runtime.asmcgocall", "runtime.morestack"]
    /// Functions that move the stack pointer to that stack before they call the vdso, and keep their frame pointer.
    private static let framed: Set<String> = ["runtime.nanotime1", "runtime.walltime", "time.now"]

    private let bytes: [UInt8]
    private let hasOffsets: Bool
    private let textStart: UInt64
    private let functionCount: Int
    private let names: Int
    private let values: Int
    private let functions: Int
    private var base: UInt64 = 0
    private var rows: [RuleTable.Row] = []

    /// None where the image is not of Go, or of a version that is not known, or damaged.
    static func table(of image: ELFImage) -> RuleTable? {
        guard image.architecture == .x86_64, let section = image.goFunctions, section.size <= sizeLimit,
            let bytes = image.read(at: section.offset, count: Int(section.size)),
            var table = GoRuleTable(bytes, text: image.text?.address.rawValue ?? 0)
        else { return nil }
        return table.compile()
    }

    init?(_ bytes: [UInt8], text: UInt64) {
        var cursor = ByteCursor(bytes)
        guard let magic = cursor.read(UInt32.self), [0xFFFF_FFFA, 0xFFFF_FFF0, 0xFFFF_FFF1].contains(magic),
            cursor.skip(2), cursor.read(UInt8.self) == 1, cursor.read(UInt8.self) == 8
        else { return nil }
        let words = (0..<8).map { _ in cursor.read(UInt64.self) ?? .max }
        self.bytes = bytes
        hasOffsets = magic != 0xFFFF_FFFA
        let first = hasOffsets ? 3 : 2
        guard let count = Int(exactly: words[0]), count > 0, count <= Self.functionLimit,
            let names = Int(exactly: words[first]), let values = Int(exactly: words[first + 3]),
            let functions = Int(exactly: words[first + 4]), max(names, values, functions) < bytes.count
        else { return nil }
        // In position-independent programs the header's value is filled in when the program is loaded.
        textStart = hasOffsets ? (words[2] == 0 ? text : words[2]) : 0
        (functionCount, self.names, self.values, self.functions) = (count, names, values, functions)
    }

    mutating func compile() -> RuleTable? {
        guard let first = start(of: 0) else { return nil }
        base = first
        var reached = first
        for index in 0..<functionCount {
            guard let start = start(of: index), let end = self.start(of: index + 1), start >= reached, end >= start,
                end - base < UInt64(UInt32.max), rows.count < Self.rowLimit
            else { return nil }
            add(index, from: start, to: end)
            reached = end
        }
        append(.other, from: reached)
        return RuleTable(base: ModuleAddress(base), rows: Array(rows[...]))
    }

    // MARK: Functions

    private func start(of index: Int) -> UInt64? {
        hasOffsets
            ? number(at: functions + index * 8).map { textStart &+ UInt64($0) } : word(at: functions + index * 16)
    }

    private func record(of index: Int) -> Int? {
        let offset =
            hasOffsets
            ? number(at: functions + index * 8 + 4).map(Int.init)
            : word(at: functions + index * 16 + 8)
                .flatMap { Int(exactly: $0) }
        return offset.flatMap { $0 < bytes.count ? functions + $0 : nil }
    }

    private mutating func add(_ index: Int, from start: UInt64, to end: UInt64) {
        guard let record = record(of: index), let name = name(inRecord: record),
            let table = number(at: record + (hasOffsets ? 4 : 8) + 12)
        else { return append(.other, from: start) }
        if Self.outermost.contains(name) { return append(.outermost, from: start) }
        if Self.switches.contains(name) { return append(.stackSwitch, from: start) }
        addRows(Int(table), from: start, to: end, hasFrame: Self.framed.contains(name))
    }

    /// Pairs of a change of the distance and the length of code that it holds for.
    private mutating func addRows(_ table: Int, from start: UInt64, to end: UInt64, hasFrame: Bool) {
        guard table > 0, table < bytes.count - values else { return append(.other, from: start) }
        var (place, distance, reached) = (values + table, Int64(-1), start)
        while reached < end {
            guard let change = LEB128.read(UInt32.self, from: bytes, at: &place), change != 0 || reached == start,
                let length = LEB128.read(UInt32.self, from: bytes, at: &place), length > 0
            else { return append(.other, from: reached) }
            distance += change & 1 != 0 ? ~Int64(change >> 1) : Int64(change >> 1)
            append(Self.rule(distance, hasFrame: hasFrame), from: reached)
            reached &+= UInt64(length)
        }
    }

    /// A function that has a frame keeps its caller's frame pointer at the frame's top.
    private static func rule(_ distance: Int64, hasFrame: Bool) -> UnwindRule {
        guard distance > 0 else {
            return distance < 0 ? .other : UnwindRule(.fromStackPointer, offset: 8, framePointer: .unchanged) ?? .other
        }
        if hasFrame { return UnwindRule(.fromFramePointer, offset: 16, framePointer: .savedBelowCFA(16)) ?? .other }
        return UnwindRule(.fromStackPointer, offset: distance + 8, framePointer: .savedBelowCFA(16)) ?? .other
    }

    private mutating func append(_ rule: UnwindRule, from address: UInt64) {
        let offset = UInt32(truncatingIfNeeded: address - base)
        if rows.last?.offset == offset { rows.removeLast() }
        if rows.last?.rule != rule { rows.append(RuleTable.Row(offset: offset, rule: rule)) }
    }

    // MARK: Reading

    /// Without `.abi0`, which marks assembly.
    private func name(inRecord record: Int) -> String? {
        guard let offset = number(at: record + (hasOffsets ? 4 : 8)), Int(offset) < bytes.count - names else {
            return nil
        }
        let text = bytes[(names + Int(offset))...].prefix(64).prefix { $0 != 0 }
        // No function that matters has another beginning, and a string costs time.
        guard text.starts(with: "runtime.".utf8) || text.starts(with: "_rt0".utf8) || text.starts(with: "time.".utf8)
        else { return "" }
        let name = String(decoding: text, as: UTF8.self)
        return name.hasSuffix(".abi0") ? String(name.dropLast(5)) : name
    }

    private func number(at place: Int) -> UInt32? {
        guard place >= 0, place <= bytes.count - 4 else { return nil }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt32.self) }
    }

    private func word(at place: Int) -> UInt64? {
        guard place >= 0, place <= bytes.count - 8 else { return nil }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    }
}
