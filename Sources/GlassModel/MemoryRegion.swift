/// A stretch of a target's memory that is to be read.
public struct MemoryRegion: Hashable, Sendable {
    public let address: VirtualAddress
    /// In bytes. Negative ones are refused by whoever reads.
    public let count: Int

    @inlinable
    public init(address: VirtualAddress, count: Int) {
        self.address = address
        self.count = count
    }
}
