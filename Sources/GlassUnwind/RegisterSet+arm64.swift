/// Numbers of *DWARF for the Arm 64-bit Architecture*, table 4.1: x0–x30, sp, pc.
enum ARM64Registers {
    static let framePointer = 29
    static let stackPointer = 31
    static let instructionPointer = 32

    /// The kernel's `user_pt_regs` has the same order.
    static let generalRegisterWords = Array(0...32)

    /// Where a signal frame holds each register, from the trampoline's stack pointer on: after 128 bytes of `siginfo`
    /// comes a `ucontext`, whose x0–x30, sp and pc begin at its byte 184.
    static let signalContextOffsets = (0...32).map { 312 + 8 * $0 }

    /// `mov x8, #139; svc #0`.
    static let signalTrampolines: [[UInt8]] = [[0x68, 0x11, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4]]

    /// None: the return address is in a register there.
    static let codeWithBareStack: [[UInt8]] = []
}
