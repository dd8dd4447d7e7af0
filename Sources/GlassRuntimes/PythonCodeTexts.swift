import GlassModel

/// The names and lines of code that has not been met before, copied in the same stop as the frames that run it: some programs
/// make code, run it once and drop it, and then nothing of it is left to be read.
struct PythonCodeTexts: Sendable {
    private let copied: MemorySnapshot

    /// Code that is read in one stop; the rest is read after.
    private static let maximumCount = 32
    /// Enough of nearly every name and path; what is longer is read after.
    private static let nameSize = 256
    private static let lineTableSize = 512

    /// Nothing where nothing is new, or it cannot be read: an object may stand at the very end of a mapping.
    init?(
        of codes: [VirtualAddress: PythonCode.Identity], besides known: [VirtualAddress: PythonCode.Identity],
        _ memory: some MemoryReader
    ) {
        let new = codes.filter { known[$0.key] != $0.value }.prefix(Self.maximumCount)
        guard !new.isEmpty else { return nil }
        let regions = new.flatMap { _, code in
            [
                MemoryRegion(address: code.fileName, count: Self.nameSize),
                MemoryRegion(address: code.name, count: Self.nameSize),
                MemoryRegion(address: code.lineTable, count: Self.lineTableSize),
            ]
        }
        var bytes = [UInt8](repeating: 0, count: regions.reduce(0) { $0 + $1.count })
        guard bytes.withUnsafeMutableBytes({ memory.copy(regions, into: $0) }) else { return nil }
        var start = 0
        let blocks = regions.map { region in
            defer { start += region.count }
            return MemoryBlock(address: region.address, bytes: Array(bytes[start..<start + region.count]))
        }
        copied = MemorySnapshot(blocks)
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
