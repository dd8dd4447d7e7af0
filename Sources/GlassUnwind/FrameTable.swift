import GlassModel

/// Finds the frame description entry (FDE) that covers an address of a module.
protocol FrameTable {
    /// The address of the FDE of the last function that begins at or before `address`. Whether the function reaches
    /// to `address` is for the reader of the FDE to see.
    func entry(for address: ModuleAddress) -> ModuleAddress?
}

/// The table that the linker wrote into `.eh_frame_hdr`, searched in place.
struct HeaderFrameTable: FrameTable {
    let base: ModuleAddress
    let table: EHFrameHeader.Table
    let memory: ImageMemory

    func entry(for address: ModuleAddress) -> ModuleAddress? {
        var low: UInt64 = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            guard let pair = pair(middle) else { return nil }
            if pair.function <= address { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : pair(low - 1)?.entry
    }

    private func pair(_ index: UInt64) -> (function: ModuleAddress, entry: ModuleAddress)? {
        guard let word = memory.word(at: ModuleAddress(table.address.rawValue &+ index &* 8)) else { return nil }
        return (resolve(UInt32(truncatingIfNeeded: word)), resolve(UInt32(truncatingIfNeeded: word >> 32)))
    }

    private func resolve(_ offset: UInt32) -> ModuleAddress {
        ModuleAddress(base.rawValue &+ UInt64(bitPattern: Int64(Int32(bitPattern: offset))))
    }
}

/// A table that glass made itself, for a module whose linker wrote none.
struct SortedFrameTable: FrameTable {
    private let entries: [FrameEntry]

    init(_ entries: [FrameEntry]) { self.entries = entries.sorted { $0.function < $1.function } }

    func entry(for address: ModuleAddress) -> ModuleAddress? {
        let above = entries.partitioningIndex { $0.function > address }
        return above == 0 ? nil : entries[above - 1].entry
    }
}
