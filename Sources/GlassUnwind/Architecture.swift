/// The processor architectures whose stacks glass can follow.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
    case x86_64
    case arm64

    /// The architecture that this build of glass runs on, and therefore profiles.
    public static var native: Architecture {
        #if arch(arm64)
            .arm64
        #else
            .x86_64
        #endif
    }

    /// How many bytes below the stack pointer a copy of a stack should hold as well. Code may use them, and a register
    /// that was popped just before the return is looked for where it was saved, which is there by then.
    public var redZone: Int64 { 128 }

    /// The DWARF number of the register in which `swift_task_switch`, as its compilers have made it, keeps the function that
    /// goes on after the switch.
    public var switchedFunctionNumber: Int {
        switch self {
        case .x86_64: 3
        case .arm64: 20
        }
    }

    /// The DWARF number of the register in which Swift's asynchronous functions get their context.
    public var asyncContextNumber: Int {
        switch self {
        case .x86_64: 14
        case .arm64: 22
        }
    }

    /// From an ELF header's `e_machine`.
    init?(machine: UInt16) {
        switch machine {
        case 62: self = .x86_64
        case 183: self = .arm64
        default: return nil
        }
    }
}
