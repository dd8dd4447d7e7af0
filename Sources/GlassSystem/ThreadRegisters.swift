import CGlass
import GlassModel

/// The general registers of a stopped thread, as the kernel lays them out (`NT_PRSTATUS`). What differs between
/// architectures stands in `ThreadRegisters+<architecture>.swift`.
public struct ThreadRegisters {
    public internal(set) var raw = cglass_user_registers()

    public init() {}

    /// Reads those of a stopped thread; false where that fails.
    @inline(__always)
    public mutating func read(_ thread: ThreadID) -> Bool { cglass_get_registers(thread.rawValue, &raw) == 0 }

    /// The kernel's bytes, for whoever knows DWARF's numbering.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: raw, body)
    }

    /// Gives a stopped thread these.
    func write(_ thread: ThreadID) -> Bool {
        withUnsafePointer(to: raw) { cglass_set_registers(thread.rawValue, $0) == 0 }
    }

    /// Where a stop made a system call fail with EINTR that would have waited on, has the kernel start it again when
    /// the thread goes on. Only for a thread that stopped because it was asked to: the kernel then reports EINTR for
    /// `epoll_wait` and its kin, which a target must never see. A real signal still ends the call, because the kernel
    /// turns the code used here (ERESTARTNOHAND) back into EINTR for a handler. True where that was done.
    public mutating func restartInterruptedCall(of thread: ThreadID) -> Bool {
        guard isInSystemCall, systemCallResult == Self.interrupted else { return false }
        systemCallResult = Self.restartUnlessHandled
        return write(thread)
    }

    // EINTR, and a result of the kernel's own that only a tracer sees (include/linux/errno.h).
    private static var interrupted: Int64 { -4 }
    private static var restartUnlessHandled: Int64 { -514 }
}
