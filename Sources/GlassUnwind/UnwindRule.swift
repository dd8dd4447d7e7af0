/// How to get from one frame to its caller, in 32 bits: where the canonical frame address (CFA) is, and where the
/// caller's frame pointer is. The return address stands just below the CFA, and the CFA is the caller's stack pointer.
///
/// That is all that nearly every frame needs. What it cannot say has the kind ``Kind/other``, and libunwind is asked.
struct UnwindRule: Hashable {
    enum Kind: UInt32 {
        /// No table, an expression, a signal frame, another register…: libunwind knows.
        case other = 0
        /// The frame has no caller: its return address is undefined.
        case outermost = 1
        /// The CFA is the stack pointer plus an offset.
        case fromStackPointer = 2
        /// The CFA is the frame pointer plus an offset.
        case fromFramePointer = 3
        /// The code that a signal handler returns to. No table has it: it is recognised by its machine code.
        case signalTrampoline = 4
        /// The function goes on on another stack; the one that it came from is known to whoever copied the stacks, or else
        /// this is where the stack ends.
        case stackSwitch = 5
        /// It is settled that there is no rule: the caller's frame pointer is at the frame pointer, and the return address
        /// above it, if that can be. No table has it.
        case framePointerChain = 6
    }

    /// What becomes of the frame pointer.
    enum FramePointer: Hashable {
        /// The caller's is this frame's.
        case unchanged
        case undefined
        /// It was saved so many bytes below the CFA.
        case savedBelowCFA(UInt64)
    }

    static let other = UnwindRule(rawValue: Kind.other.rawValue)
    static let outermost = UnwindRule(rawValue: Kind.outermost.rawValue)
    static let signalTrampoline = UnwindRule(rawValue: Kind.signalTrampoline.rawValue)
    static let framePointerChain = UnwindRule(
        rawValue: Kind.framePointerChain.rawValue | 2 << 8 | 2 << 16)
    static let stackSwitch = UnwindRule(rawValue: Kind.stackSwitch.rawValue)

    /// Bits 0–7: kind; 8–15: the frame pointer's place in words below the CFA, 0 where it is unchanged, 255 where it is
    /// undefined; 16–31: the CFA's offset in words.
    private let rawValue: UInt32

    private static let undefinedPlace: UInt32 = 255
    private static let wordSize: Int64 = 8

    private init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The CFA is `offset` bytes above a register. None where that, or the frame pointer's place, does not fit.
    init?(_ kind: Kind, offset: Int64, framePointer: FramePointer) {
        guard offset > 0, offset % Self.wordSize == 0, let words = UInt16(exactly: offset / Self.wordSize) else {
            return nil
        }
        let place: UInt32
        switch framePointer {
        case .unchanged: place = 0
        case .undefined: place = Self.undefinedPlace
        case .savedBelowCFA(let distance):
            guard distance > 0, distance % 8 == 0, distance / 8 < UInt64(Self.undefinedPlace) else { return nil }
            place = UInt32(distance / 8)
        }
        rawValue = kind.rawValue | place << 8 | UInt32(words) << 16
    }

    var kind: Kind { Kind(rawValue: rawValue & 0xff) ?? .other }

    /// In bytes, from the stack or frame pointer up to the CFA.
    var cfaOffset: Int64 { Int64(rawValue >> 16) * Self.wordSize }

    var framePointer: FramePointer {
        let place = (rawValue >> 8) & 0xff
        if place == 0 { return .unchanged }
        return place == Self.undefinedPlace ? .undefined : .savedBelowCFA(UInt64(place) * 8)
    }
}
