import GlassModel

/// A stretch of the target's memory as it was at one moment.
public struct MemoryBlock: Hashable, Sendable {
    /// More than any one thing that is read of an interpreter.
    static let maximumCount = 1 << 20

    public let address: VirtualAddress
    public let bytes: [UInt8]

    public init(address: VirtualAddress, bytes: [UInt8]) {
        self.address = address
        self.bytes = bytes
    }

    /// The integer at `offset`, or nil where the block ends before it.
    func integer<Value: FixedWidthInteger>(_ offset: Int, as type: Value.Type = Value.self) -> Value? {
        bytes.withUnsafeBytes { $0.integer(offset) }
    }

    /// The pointer at `offset` that is not null.
    func pointer(_ offset: Int) -> VirtualAddress? {
        integer(offset, as: UInt64.self).flatMap(VirtualAddress.init(pointer:))
    }
}

extension UnsafeRawBufferPointer {
    func integer<Value: FixedWidthInteger>(_ offset: Int, as type: Value.Type = Value.self) -> Value? {
        guard offset >= 0, count >= MemoryLayout<Value>.size, offset <= count - MemoryLayout<Value>.size else {
            return nil
        }
        return loadUnaligned(fromByteOffset: offset, as: Value.self)
    }

    /// The pointer at `offset` that is not null.
    func pointer(_ offset: Int) -> VirtualAddress? {
        integer(offset, as: UInt64.self).flatMap(VirtualAddress.init(pointer:))
    }
}

/// What was copied while a thread stood still. A read must lie within one block.
public struct MemorySnapshot: MemoryReader, Sendable {
    /// By address; of blocks that overlap, only one may be found.
    private let blocks: [MemoryBlock]

    public init(_ blocks: [MemoryBlock]) { self.blocks = blocks.sorted { $0.address < $1.address } }

    public func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let block = block(at: address), let start = Int(exactly: address.rawValue &- block.address.rawValue),
            start <= block.bytes.count, buffer.count <= block.bytes.count - start
        else { return false }
        block.bytes.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + buffer.count]))
        }
        return true
    }

    /// The last block that begins at or before an address.
    private func block(at address: VirtualAddress) -> MemoryBlock? {
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : blocks[low - 1]
    }
}
