import GlassModel

/// The frames that an unwind has reached so far, innermost first, and the stack pointer at each.
final class FrameTrail {
    private let codes: UnsafeMutableBufferPointer<CodeAddress>
    private let pointers: UnsafeMutableBufferPointer<VirtualAddress>
    private(set) var count = 0

    init(limit: Int) {
        codes = .allocate(capacity: limit)
        codes.initialize(repeating: .instruction(VirtualAddress(0)))
        pointers = .allocate(capacity: limit)
        pointers.initialize(repeating: VirtualAddress(0))
    }

    deinit {
        codes.deallocate()
        pointers.deallocate()
    }

    /// No more frames are followed.
    @inline(__always)
    var isFull: Bool { count >= codes.count }

    func removeAll() { count = 0 }

    /// Nothing is appended where the trail is full.
    @inline(__always)
    func append(_ code: CodeAddress, at stackPointer: VirtualAddress) {
        guard !isFull else { return }
        codes[count] = code
        pointers[count] = stackPointer
        count &+= 1
    }

    /// The last frame is where a signal handler returns to.
    func markSignalReturn() {
        guard count > 0 else { return }
        codes[count - 1] = .signalReturn(codes[count - 1].address)
    }

    var frames: UnsafeBufferPointer<CodeAddress> { UnsafeBufferPointer(rebasing: codes[..<count]) }
    var stackPointers: UnsafeBufferPointer<VirtualAddress> { UnsafeBufferPointer(rebasing: pointers[..<count]) }
}
