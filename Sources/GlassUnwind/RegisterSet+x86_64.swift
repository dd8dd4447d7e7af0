/// Numbers of the *System V ABI, AMD64 supplement*, figure 3.36; 16 is the return address, and so the instruction
/// pointer.
enum X86_64Registers {
    static let framePointer = 6
    static let stackPointer = 7
    static let instructionPointer = 16

    /// rax rdx rcx rbx rsi rdi rbp rsp r8–r15 rip, in the kernel's `user_regs_struct` (which begins r15 r14 r13 r12
    /// rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp).
    static let generalRegisterWords = [10, 12, 11, 5, 13, 14, 4, 19, 9, 8, 7, 6, 3, 2, 1, 0, 16]

    /// Where a signal frame holds each register, from the trampoline's stack pointer on: a `ucontext` begins there,
    /// whose registers (r8–r15 rdi rsi rbp rbx rdx rax rcx rsp rip) begin at byte 40.
    static let signalContextOffsets = [
        144, 136, 152, 128, 112, 104, 120, 160, 40, 48, 56, 64, 72, 80, 88, 96, 168,
    ]

    /// `mov $15, %rax; syscall` as C libraries encode it, and with the shorter `%eax`.
    static let signalTrampolines: [[UInt8]] = [
        [0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05],
        [0xb8, 0x0f, 0, 0, 0, 0x0f, 0x05],
    ]

    /// `ret`; `push %rbp; mov %rsp, %rbp`, by which a function begins; and `jmp *offset(%rip)`, by which a stub of the
    /// procedure linkage table begins; each with or without `endbr64`, the jump with or without `bnd`.
    static let codeWithBareStack: [[UInt8]] = [
        [0xc3], [0xf3, 0xc3],
        [0x55, 0x48, 0x89, 0xe5], [0xf3, 0x0f, 0x1e, 0xfa, 0x55, 0x48, 0x89, 0xe5],
        [0xff, 0x25], [0xf2, 0xff, 0x25], [0xf3, 0x0f, 0x1e, 0xfa, 0xff, 0x25],
        [0xf3, 0x0f, 0x1e, 0xfa, 0xf2, 0xff, 0x25],
    ]

    /// glibc's `clone3`, which has no rules from here on: `syscall; test %rax, %rax; jl …; je …; ret`. Nil is any byte.
    static let threadCreation: [UInt8?] = [0x0f, 0x05, 0x48, 0x85, 0xc0, 0x7c, nil, 0x74, nil, 0xc3]
    static let systemCallSize: Int64 = 2
    static let resultNumber = 0
}
