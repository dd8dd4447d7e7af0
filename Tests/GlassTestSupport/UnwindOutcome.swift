import GlassModel
import GlassUnwind

/// How one unwind went, as far as it must not depend on who found the rules.
public struct UnwindOutcome: Hashable, CustomStringConvertible {
    public let frames: [CodeAddress]
    public let end: UnwindEnd
    public let module: ModuleID?
    public let missing: VirtualAddress?
    public let unknownCode: VirtualAddress?
    public let framePointerFrames: Int
    public let highestAddressRead: VirtualAddress

    public init(_ snapshot: StackSnapshot, _ unwinder: Unwinder, _ map: ModuleMap) {
        var frames: [CodeAddress] = []
        let result = unwinder.unwind(snapshot, in: map, into: &frames)
        self.frames = frames
        end = result.end
        module = result.lastModule?.id
        missing = result.missing
        unknownCode = result.unknownCode
        framePointerFrames = result.framePointerFrames
        highestAddressRead = result.highestAddressRead
    }

    /// Whether rules led to memory that is no stack, where libunwind would read on: a module's own bytes, or nothing
    /// at address zero, which it takes for the outermost frame's missing return address.
    public func stopsBefore(_ other: UnwindOutcome, in map: ModuleMap) -> Bool {
        guard end == .unreadable, let missing, other.frames.starts(with: frames) else { return false }
        return missing.rawValue == 0 || map.lookup(missing) != nil
    }

    public var description: String {
        let last = frames.suffix(3).map { String($0.address.rawValue, radix: 16) }
        let figures = "missing \(missing.map { String($0.rawValue, radix: 16) } ?? "nothing")"
        return "\(frames.count) frames to \(last), \(end), \(framePointerFrames) guessed, \(figures), "
            + "read to \(String(highestAddressRead.rawValue, radix: 16))"
    }
}

extension StackCapture {
    /// As if the thread had been read while it waits, without a stop.
    public var withPointersOnly: StackCapture {
        let few = RegisterSet(
            architecture: registers.architecture, instructionPointer: registers.instructionPointer,
            stackPointer: registers.stackPointer)
        return StackCapture(registers: few, stack: stack, firstStack: firstStack)
    }
}
