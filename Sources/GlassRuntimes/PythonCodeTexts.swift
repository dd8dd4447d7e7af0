import GlassModel

/// The names and lines of code that has not been met before, copied in the same stop as the frames that run it: some programs
/// make code, run it once and drop it, and then nothing of it is left to be read.
struct PythonCodeTexts: Sendable {
    private let copied: CopiedRegions

    /// Code that is read in one stop; the rest is read after.
    private static let maximumCount = 96
    /// Enough of nearly every name, path and table of lines; what is longer is read after. All together they stay below what
    /// an allocator takes from the system anew for each time.
    private static let nameSize = 192
    private static let fileNameSize = 256
    private static let lineTableSize = 384

    /// Nothing where nothing is new, or it cannot be read: an object may stand at the very end of a mapping.
    init?(
        of codes: [VirtualAddress: PythonCode.Identity], besides known: [VirtualAddress: PythonCode.Identity],
        _ memory: some MemoryReader
    ) {
        if codes.isEmpty { return nil }
        let new = codes.filter { known[$0.key] != $0.value }.prefix(Self.maximumCount)
        guard !new.isEmpty else { return nil }
        var regions: [MemoryRegion] = []
        regions.reserveCapacity(3 * new.count)
        var lastFileName: VirtualAddress?
        for (_, code) in new {
            if code.fileName != lastFileName {
                regions.append(MemoryRegion(address: code.fileName, count: Self.fileNameSize))
                lastFileName = code.fileName
            }
            regions.append(MemoryRegion(address: code.name, count: Self.nameSize))
            regions.append(MemoryRegion(address: code.lineTable, count: Self.lineTableSize))
        }
        guard let copied = CopiedRegions(regions, memory) else { return nil }
        self.copied = copied
    }

    /// What was copied of a code object, where all of it was.
    func content(
        of identity: PythonCode.Identity, _ layout: PythonLayout
    ) -> (file: String, name: String, lines: [UInt8])? {
        let objects = PythonObjects(layout: layout, memory: copied)
        guard let file = objects.text(at: identity.fileName), let name = objects.text(at: identity.name),
            let lines = objects.content(ofBytes: identity.lineTable)
        else { return nil }
        return (file, name, lines)
    }
}

/// Regions that were copied at once, one behind the other, in any order: to arrange them would take time while a thread stands
/// still.
private struct CopiedRegions: MemoryReader, Sendable {
    private let regions: [MemoryRegion]
    private let bytes: [UInt8]

    /// Nothing where one of them cannot be read.
    init?(_ regions: [MemoryRegion], _ memory: some MemoryReader) {
        let count = regions.reduce(0) { $0 + $1.count }
        var isRead = false
        bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let buffer = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
            isRead = memory.copy(regions, into: buffer)
            filled = isRead ? count : 0
        }
        guard isRead else { return nil }
        self.regions = regions
    }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        var start = 0
        for region in regions {
            let offset = address.rawValue &- region.address.rawValue
            if offset <= UInt64(region.count), buffer.count <= region.count - Int(offset) {
                let first = start + Int(offset)
                bytes.withUnsafeBytes {
                    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[first..<first + buffer.count]))
                }
                return true
            }
            start += region.count
        }
        return false
    }
}
