import GlassModel

/// Makes the rows of a module's table from its `.eh_frame`.
struct RuleTableCompiler {
    /// Larger sections are left to libunwind: their table would take too much memory.
    private static let sectionLimit: UInt64 = 64 << 20
    private static let rowLimit = 4_000_000

    private let architecture: Architecture
    private let address: ModuleAddress
    private var scanner: FrameSectionScanner
    private var initialStates: [Int: CallFrameProgram.State?] = [:]
    private var base: UInt64 = 0
    private var rows: [RuleTable.Row] = []

    /// The table of all functions that `image` has entries for. None where there are none, or where anything is odd:
    /// libunwind then does what it can.
    static func table(of image: ELFImage) -> RuleTable? {
        guard image.architecture == .x86_64, let section = image.ehFrame, section.size <= sectionLimit,
            let bytes = image.read(at: section.offset, count: Int(section.size))
        else { return nil }
        var compiler = RuleTableCompiler(bytes: bytes, address: section.address, architecture: image.architecture)
        let listed = image.ehFrameHeader.flatMap { EHFrameHeader.read($0, image.read(at:count:))?.table?.count }
        return compiler.compile(expecting: listed ?? 0)
    }

    init(bytes: [UInt8], address: ModuleAddress, architecture: Architecture) {
        self.architecture = architecture
        self.address = address
        scanner = FrameSectionScanner(bytes: bytes, address: address)
    }

    /// None where fewer functions are found than the section's index lists: records were damaged or not understood.
    mutating func compile(expecting listed: UInt64) -> RuleTable? {
        let entries = scanner.entries().sorted { ($0.function, $0.entry) < ($1.function, $1.entry) }
        guard let first = entries.first, UInt64(entries.count) >= listed else { return nil }
        base = first.function.rawValue
        for (index, entry) in entries.enumerated() {
            let next = index + 1 < entries.count ? entries[index + 1].function.rawValue : .max
            guard rows.count < Self.rowLimit, add(entry, before: next) else { return nil }
        }
        // A copy holds no more than it needs.
        return RuleTable(base: first.function, rows: Array(rows[...]))
    }

    /// Adds the rows of one function. Where another one begins before it ends, that one counts from there on.
    private mutating func add(_ entry: FrameEntry, before next: UInt64) -> Bool {
        let (end, overflows) = entry.function.rawValue.addingReportingOverflow(entry.length)
        guard !overflows, end - base < UInt64(UInt32.max) else { return false }
        let limit = min(end, next)
        if limit > entry.function.rawValue {
            run(entry, before: limit)
        } else {
            append(.other, from: entry.function.rawValue)
        }
        if end < next { append(.other, from: end) }
        return true
    }

    private mutating func run(_ entry: FrameEntry, before limit: UInt64) {
        guard let common = scanner.commonEntry(at: entry.commonEntry), let initial = initialState(of: common, entry),
            !common.isSignalFrame
        else { return append(.other, from: entry.function.rawValue) }
        var program = CallFrameProgram(
            common: common, architecture: architecture, initial: initial, bytes: scanner.bytes,
            instructions: entry.instructions, sectionAddress: address, function: entry.function)
        var from = program.location
        while !program.isAtEnd {
            let rule = program.rule
            switch program.runInstruction() {
            case .changed: continue
            case .failed: return append(.other, from: from)
            case .advanced:
                append(rule, from: from)
                from = program.location
                if from >= limit { return }
            }
        }
        append(program.rule, from: from)
    }

    private mutating func initialState(of common: CommonEntry, _ entry: FrameEntry) -> CallFrameProgram.State? {
        if let known = initialStates[entry.commonEntry] { return known }
        let state = CallFrameProgram.initialState(of: common, in: scanner.bytes, for: architecture)
        initialStates[entry.commonEntry] = .some(state)
        return state
    }

    /// A rule that is already the last one needs no row of its own, and one that holds nowhere none at all.
    private mutating func append(_ rule: UnwindRule, from address: UInt64) {
        let offset = UInt32(truncatingIfNeeded: address - base)
        if rows.last?.offset == offset { rows.removeLast() }
        if rows.last?.rule != rule { rows.append(RuleTable.Row(offset: offset, rule: rule)) }
    }
}

extension CallFrameProgram {
    /// The state as a row says it, or that it cannot.
    fileprivate var rule: UnwindRule {
        guard common.returnAddressColumn == UInt64(architecture.instructionPointerNumber) else { return .other }
        if case .undefined = state.returnAddress { return .outermost }
        guard case .offset(-8) = state.returnAddress, state.hasPlainStackPointer, let cfa = state.cfa,
            let kind = kind(ofCFAFrom: cfa.register), let framePointer
        else { return .other }
        return UnwindRule(kind, offset: cfa.offset, framePointer: framePointer) ?? .other
    }

    private func kind(ofCFAFrom register: UInt64) -> UnwindRule.Kind? {
        switch register {
        case UInt64(architecture.stackPointerNumber): .fromStackPointer
        case UInt64(architecture.framePointerNumber): .fromFramePointer
        default: nil
        }
    }

    private var framePointer: UnwindRule.FramePointer? {
        switch state.framePointer {
        case .sameValue: .unchanged
        case .undefined: .undefined
        case .offset(let offset): offset < 0 ? .savedBelowCFA(offset.magnitude) : nil
        case .elsewhere: nil
        }
    }
}
