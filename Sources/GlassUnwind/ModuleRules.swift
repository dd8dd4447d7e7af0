import GlassModel

/// The unwind rules of one module: its memory, and its table of FDEs, which is made when it is first asked for.
final class ModuleRules {
    /// Making a table of one's own means reading all of `.eh_frame`.
    private static let scanLimit: UInt64 = 64 << 20

    let module: LoadedModule
    let memory: ImageMemory
    private let table: (any FrameTable)?

    /// None where the module's file could not be read.
    init?(module: LoadedModule) {
        guard let image = module.image else { return nil }
        self.module = module
        memory = ImageMemory(image: image)
        table = Self.headerTable(image, memory) ?? Self.scannedTable(image)
    }

    var isEmpty: Bool { table == nil }

    /// The address, in the target, of the FDE that may cover `address`.
    func entry(for address: VirtualAddress) -> VirtualAddress? {
        table?.entry(for: module.moduleAddress(of: address)).map(module.virtualAddress(of:))
    }

    func word(at address: VirtualAddress) -> UInt64? { memory.word(at: module.moduleAddress(of: address)) }

    private static func headerTable(_ image: ELFImage, _ memory: ImageMemory) -> HeaderFrameTable? {
        guard let section = image.ehFrameHeader, image.ehFrame != nil,
            let table = EHFrameHeader.read(section, image.read(at:count:))?.table
        else { return nil }
        return HeaderFrameTable(base: section.address, table: table, memory: memory)
    }

    private static func scannedTable(_ image: ELFImage) -> SortedFrameTable? {
        guard let section = image.ehFrame, section.size <= scanLimit,
            let bytes = image.read(at: section.offset, count: Int(section.size))
        else { return nil }
        var scanner = FrameSectionScanner(bytes: bytes, address: section.address)
        return SortedFrameTable(scanner.entries())
    }
}
