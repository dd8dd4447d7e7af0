import CGlass
import GlassModel
import Glibc

/// Memory of another process, read by the kernel in one call (process_vm_readv(2)); never written.
public struct RemoteMemory: Sendable {
    public let process: ProcessID

    public init(of process: ProcessID) { self.process = process }

    /// Reads into `buffer` from `address` on; the count of bytes that could be read, which is less where the mapping
    /// ends. 0 where nothing could be read.
    @inline(__always)
    public func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let local = UInt(exactly: address.rawValue) else { return 0 }
        return max(0, cglass_read_memory(process.rawValue, buffer.baseAddress, local, buffer.count))
    }

    /// All of `count` bytes at `address`, or nil.
    public func bytes(at address: VirtualAddress, count: Int) -> [UInt8]? {
        guard count >= 0 else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = read(address, into: UnsafeMutableRawBufferPointer(buffer))
        }
        return bytes.count == count ? bytes : nil
    }

    /// Several regions in one call, one behind the other; false where any of them cannot be read whole, or they are more
    /// than the kernel takes at once.
    public func read(
        _ regions: [MemoryRegion], into buffer: UnsafeMutableRawBufferPointer
    ) -> Bool {
        withPlaces(of: regions, upTo: buffer.count, room: 0) { places, total in
            cglass_read_memory_ranges(
                process.rawValue, buffer.baseAddress, total, places.baseAddress, places.count) == total
        } ?? false
    }

    /// The same, and in the same call what stands from `address` on, as far as it can be read. Gives how many bytes that are;
    /// nil where any of the regions cannot be read whole, and nothing can be said of the rest.
    public func read(
        _ regions: [MemoryRegion], into buffer: UnsafeMutableRawBufferPointer,
        and address: VirtualAddress, into rest: UnsafeMutableRawBufferPointer
    ) -> Int? {
        let count = withPlaces(of: regions, upTo: buffer.count, room: 1) { places, total -> Int? in
            places.initializeElement(
                at: places.count - 1, to: cglass_range(address: UInt(address.rawValue), count: rest.count))
            let read = cglass_read_memory_ranges_into_two(
                process.rawValue, buffer.baseAddress, total, rest.baseAddress, rest.count, places.baseAddress,
                places.count)
            return read < total ? nil : read - total
        }
        return count ?? nil
    }

    /// Regions as the kernel takes them, with room for more behind them, and how many bytes they are; nil where they are too many
    /// or too long.
    private func withPlaces<Result>(
        of regions: [MemoryRegion], upTo limit: Int, room: Int,
        _ body: (UnsafeMutableBufferPointer<cglass_range>, Int) -> Result
    ) -> Result? {
        guard regions.count + room <= 1024 else { return nil }
        return withUnsafeTemporaryAllocation(of: cglass_range.self, capacity: regions.count + room) { places in
            var total = 0
            for (index, region) in regions.enumerated() {
                guard region.count >= 0, region.count <= limit - total else { return nil }
                places.initializeElement(
                    at: index, to: cglass_range(address: UInt(region.address.rawValue), count: region.count))
                total += region.count
            }
            return body(places, total)
        }
    }
}
