import GlassModel

/// Memory of the target, however it is reached: the live process, a copy made while a thread stood still, a test's
/// bytes. What is read is hostile and may change between two reads.
public protocol MemoryReader {
    /// Fills the whole of `buffer` from `address` on, or returns false (the buffer is then worthless).
    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool

    /// Copies regions into `buffer`, one behind the other, and returns false where any of them cannot be read (the buffer is
    /// then worthless). One vectored read does this best; unless the reader has one, each is read by itself.
    func copy(_ regions: [MemoryRegion], into buffer: UnsafeMutableRawBufferPointer) -> Bool
}

extension MemoryReader {
    public func copy(_ regions: [MemoryRegion], into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        var start = 0
        for region in regions {
            guard region.count >= 0, region.count <= buffer.count - start,
                read(
                    region.address,
                    into: UnsafeMutableRawBufferPointer(rebasing: buffer[start..<start + region.count]))
            else { return false }
            start += region.count
        }
        return true
    }

    /// All of `count` bytes, or nil. `count` is expected to be bounded by the caller.
    func bytes(at address: VirtualAddress, count: Int) -> [UInt8]? {
        guard count >= 0, count <= MemoryBlock.maximumCount else { return nil }
        var isRead = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            isRead = read(
                address, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
            filled = isRead ? count : 0
        }
        return isRead ? bytes : nil
    }

    func block(at address: VirtualAddress, count: Int) -> MemoryBlock? {
        bytes(at: address, count: count).map { MemoryBlock(address: address, bytes: $0) }
    }

    func integer<Value: FixedWidthInteger>(at address: VirtualAddress, as type: Value.Type = Value.self) -> Value? {
        var value = Value.zero
        return withUnsafeMutableBytes(of: &value) { read(address, into: $0) } ? value : nil
    }

    /// A pointer that is not null.
    func pointer(at address: VirtualAddress) -> VirtualAddress? {
        integer(at: address, as: UInt64.self).flatMap(VirtualAddress.init(pointer:))
    }
}

/// Memory of a target as one type: what reads through it many times a second is compiled for it, whoever hands it over.
struct TargetMemory: MemoryReader {
    private let memory: any MemoryReader

    init(_ memory: some MemoryReader) { self.memory = memory }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        memory.read(address, into: buffer)
    }

    func copy(_ regions: [MemoryRegion], into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        memory.copy(regions, into: buffer)
    }
}

extension VirtualAddress {
    /// Nothing for null.
    public init?(pointer: UInt64) {
        guard pointer != 0 else { return nil }
        self.init(pointer)
    }

    static func + (address: Self, offset: Int) -> Self { address.advanced(by: Int64(offset)) }
}
