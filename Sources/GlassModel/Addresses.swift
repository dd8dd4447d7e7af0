/// An address in the memory of the target.
public struct VirtualAddress: RawRepresentable, Hashable, Comparable, Sendable, Codable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ value: UInt64) { rawValue = value }

    /// This address moved by `offset` bytes; it wraps, as addresses do.
    public func advanced(by offset: Int64) -> VirtualAddress {
        VirtualAddress(rawValue &+ UInt64(bitPattern: offset))
    }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// An address as a module's own program headers and symbol table state it (an ELF `p_vaddr`), wherever it is loaded:
/// the virtual address less the module's load bias.
public struct ModuleAddress: RawRepresentable, Hashable, Comparable, Sendable, Codable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ value: UInt64) { rawValue = value }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Where a frame stands in the code. A return address belongs to the call *before* it, so that names, lines and
/// unwind rules are looked up one byte lower; an interrupted instruction is looked up where it is.
public enum CodeAddress: Hashable, Sendable {
    case instruction(VirtualAddress)
    case returnAddress(VirtualAddress)
    /// Where a signal handler returns to. The kernel put it there: no call is before it.
    case signalReturn(VirtualAddress)

    /// The address as the registers or the stack held it.
    public var address: VirtualAddress {
        switch self {
        case .instruction(let address), .returnAddress(let address), .signalReturn(let address): address
        }
    }

    /// The address to look things up by.
    public var lookup: VirtualAddress {
        switch self {
        case .instruction(let address), .signalReturn(let address): address
        case .returnAddress(let address): address.advanced(by: -1)
        }
    }
}
