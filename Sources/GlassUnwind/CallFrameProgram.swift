import GlassModel

/// Runs call frame instructions and tells the rule at each address where it changes. It follows the CFA, the frame
/// pointer and the return address; other registers do not matter, since whoever needs them asks libunwind.
/// Instructions: *DWARF 5*, 6.4.2, and what `.eh_frame` adds to them (*Linux Standard Base, Core Generic*, 10.6.1).
struct CallFrameProgram {
    /// What the rules are at one address.
    struct State {
        /// None where it is an expression or was never said.
        var cfa: (register: UInt64, offset: Int64)?
        var framePointer = Saved.sameValue
        var returnAddress = Saved.sameValue
        /// The CFA is the caller's stack pointer unless something is said of that.
        var hasPlainStackPointer = true
    }

    /// Where the caller's value of a register is.
    enum Saved {
        case sameValue
        case undefined
        /// So far from the CFA.
        case offset(Int64)
        /// Another register, or an expression.
        case elsewhere
    }

    private static let rememberedLimit = 64

    let common: CommonEntry
    let architecture: Architecture
    /// What the CIE's own instructions left, to which `restore` goes back.
    private let initial: State
    private(set) var state: State
    private var remembered: [State] = []
    private var cursor: ByteCursor
    private let end: Int
    private let sectionAddress: UInt64
    private(set) var location: UInt64

    /// Runs the instructions of a CIE. None where they do not make sense.
    static func initialState(of common: CommonEntry, in bytes: [UInt8], for architecture: Architecture) -> State? {
        var program = CallFrameProgram(
            common: common, architecture: architecture, initial: State(), bytes: bytes,
            instructions: common.instructions, sectionAddress: ModuleAddress(0), function: ModuleAddress(0))
        while !program.isAtEnd {
            guard program.runInstruction() == .changed else { return nil }
        }
        return program.state
    }

    init(
        common: CommonEntry, architecture: Architecture, initial: State, bytes: [UInt8], instructions: Range<Int>,
        sectionAddress: ModuleAddress, function: ModuleAddress
    ) {
        self.common = common
        self.architecture = architecture
        self.initial = initial
        self.sectionAddress = sectionAddress.rawValue
        state = initial
        cursor = ByteCursor(bytes, at: instructions.lowerBound)
        end = instructions.upperBound
        location = function.rawValue
    }

    var isAtEnd: Bool { cursor.offset >= end }

    /// What one instruction did.
    enum Outcome {
        /// The rules from the current location on may be others now.
        case changed
        /// The rules so far hold up to a new location.
        case advanced
        /// It is none that makes sense.
        case failed
    }

    mutating func runInstruction() -> Outcome {
        guard let byte = cursor.read(UInt8.self) else { return .failed }
        let operand = UInt64(byte & 0x3f)
        let outcome: Outcome
        switch byte >> 6 {
        case 1: outcome = advance(operand)
        case 2: outcome = save(operand, cursor.readULEB().flatMap(Int64.init(exactly:)))
        case 3: outcome = restore(operand)
        default: outcome = runExtended(byte)
        }
        return cursor.offset <= end ? outcome : .failed
    }

    private mutating func runExtended(_ byte: UInt8) -> Outcome {
        switch byte {
        case 0x00: .changed
        case 0x01: moveTo(common.encoding.read(&cursor, sectionAddress: sectionAddress))
        case 0x02: advance(cursor.read(UInt8.self).map(UInt64.init))
        case 0x03: advance(cursor.read(UInt16.self).map(UInt64.init))
        case 0x04: advance(cursor.read(UInt32.self).map(UInt64.init))
        case 0x05: save(cursor.readULEB(), cursor.readULEB().flatMap(Int64.init(exactly:)))
        case 0x06: restore(cursor.readULEB())
        case 0x07: set(cursor.readULEB(), .undefined)
        case 0x08: set(cursor.readULEB(), .sameValue)
        case 0x09: skipping(cursor.readULEB()) { $0.readULEB() != nil }
        case 0x0a: remember()
        case 0x0b: recall()
        case 0x0c...0x0f, 0x12, 0x13: defineCFA(byte)
        case 0x10, 0x16: skipping(cursor.readULEB()) { $0.skipBlock() }
        case 0x11: save(cursor.readULEB(), cursor.readSLEB())
        case 0x14: skipping(cursor.readULEB()) { $0.readULEB() != nil }
        case 0x15: skipping(cursor.readULEB()) { $0.readSLEB() != nil }
        case 0x2e: cursor.readULEB() == nil ? .failed : .changed
        case 0x2f: save(cursor.readULEB(), cursor.readULEB().flatMap(Int64.init(exactly:)).map { 0 - $0 })
        default: .failed
        }
    }

    // MARK: Location

    private mutating func advance(_ distance: UInt64?) -> Outcome {
        guard let distance else { return .failed }
        return moveTo(location &+ distance &* common.codeAlignment)
    }

    private mutating func moveTo(_ address: UInt64?) -> Outcome {
        guard let address, address >= location else { return .failed }
        location = address
        return .advanced
    }

    // MARK: Registers

    private mutating func save(_ register: UInt64?, _ factoredOffset: Int64?) -> Outcome {
        guard let factoredOffset else { return .failed }
        let (offset, overflows) = factoredOffset.multipliedReportingOverflow(by: common.dataAlignment)
        return set(register, overflows ? .elsewhere : .offset(offset))
    }

    private mutating func set(_ register: UInt64?, _ place: Saved) -> Outcome {
        guard let register else { return .failed }
        switch register {
        case UInt64(architecture.framePointerNumber): state.framePointer = place
        case UInt64(architecture.stackPointerNumber): state.hasPlainStackPointer = false
        case common.returnAddressColumn: state.returnAddress = place
        default: break
        }
        return .changed
    }

    /// A rule that no row can express, with an operand that does not matter therefore.
    private mutating func skipping(_ register: UInt64?, _ skip: (inout ByteCursor) -> Bool) -> Outcome {
        skip(&cursor) ? set(register, .elsewhere) : .failed
    }

    private mutating func restore(_ register: UInt64?) -> Outcome {
        guard let register else { return .failed }
        switch register {
        case UInt64(architecture.framePointerNumber): state.framePointer = initial.framePointer
        case UInt64(architecture.stackPointerNumber): state.hasPlainStackPointer = initial.hasPlainStackPointer
        case common.returnAddressColumn: state.returnAddress = initial.returnAddress
        default: break
        }
        return .changed
    }

    private mutating func remember() -> Outcome {
        guard remembered.count < Self.rememberedLimit else { return .failed }
        remembered.append(state)
        return .changed
    }

    private mutating func recall() -> Outcome {
        guard let last = remembered.popLast() else { return .failed }
        state = last
        return .changed
    }

    // MARK: The canonical frame address

    private mutating func defineCFA(_ byte: UInt8) -> Outcome {
        switch byte {
        case 0x0c: return defineCFA(cursor.readULEB(), cursor.readULEB().flatMap(Int64.init(exactly:)))
        case 0x0d: return defineCFA(cursor.readULEB(), state.cfa?.offset)
        case 0x0e: return defineCFA(state.cfa?.register, cursor.readULEB().flatMap(Int64.init(exactly:)))
        case 0x12: return defineCFA(cursor.readULEB(), cursor.readSLEB().flatMap(factored))
        case 0x13: return defineCFA(state.cfa?.register, cursor.readSLEB().flatMap(factored))
        default:
            state.cfa = nil
            return cursor.skipBlock() ? .changed : .failed
        }
    }

    private mutating func defineCFA(_ register: UInt64?, _ offset: Int64?) -> Outcome {
        guard let register, let offset else { return .failed }
        state.cfa = (register, offset)
        return .changed
    }

    private func factored(_ offset: Int64) -> Int64? {
        let (product, overflows) = offset.multipliedReportingOverflow(by: common.dataAlignment)
        return overflows ? nil : product
    }
}

extension ByteCursor {
    /// Skips an expression: its length, and as many bytes.
    fileprivate mutating func skipBlock() -> Bool {
        guard let length = readULEB().flatMap(Int.init(exactly:)) else { return false }
        return skip(length)
    }
}
