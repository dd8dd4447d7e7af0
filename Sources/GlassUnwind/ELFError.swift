/// Why bytes are no ELF image that glass can work with.
public enum ELFError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reader had no bytes there.
    case truncated(what: String, offset: UInt64, count: Int)
    case notELF
    /// A 32-bit image.
    case notSixtyFourBit
    case notLittleEndian
    /// The header's `e_machine`.
    case unsupportedMachine(UInt16)
    /// A number in a header that no linker writes.
    case implausible(what: String, value: UInt64)

    public var description: String {
        switch self {
        case .truncated(let what, let offset, let count):
            "the file ends before its \(what) (\(count) bytes at offset \(offset))"
        case .notELF: "the file is no ELF image"
        case .notSixtyFourBit: "the image is a 32-bit one; glass profiles 64-bit processes only"
        case .notLittleEndian: "the image is a big-endian one; glass profiles little-endian processes only"
        case .unsupportedMachine(let machine):
            "the image is for machine \(machine) (ELF e_machine); glass profiles x86-64 and arm64 only"
        case .implausible(let what, let value): "the image's \(what) is implausible: \(value)"
        }
    }
}
