import GlassModel

/// A file (or the vdso) at the place where the target has it mapped.
public final class LoadedModule: Sendable {
    public let id: ModuleID
    public let path: String
    /// None where the file could not be read or is no ELF file: its code has no unwind rules then.
    public let image: ELFImage?
    /// What to add to an address of the file to get one of the target.
    public let bias: Int64

    public init(id: ModuleID, path: String, image: ELFImage?, bias: Int64) {
        self.id = id
        self.path = path
        self.image = image
        self.bias = bias
    }

    public func moduleAddress(of address: VirtualAddress) -> ModuleAddress {
        ModuleAddress(address.advanced(by: 0 &- bias).rawValue)
    }

    public func virtualAddress(of address: ModuleAddress) -> VirtualAddress {
        VirtualAddress(address.rawValue).advanced(by: bias)
    }
}
