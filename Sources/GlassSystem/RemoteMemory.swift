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

    /// Several ranges in one call, one behind the other; nil where any of them cannot be read whole, or they are more
    /// than the kernel takes at once.
    public func bytes(of ranges: [(address: VirtualAddress, count: Int)]) -> [UInt8]? {
        guard ranges.count <= 1024, ranges.allSatisfy({ $0.count >= 0 }) else { return nil }
        let places = ranges.map { cglass_range(address: UInt($0.address.rawValue), count: $0.count) }
        let total = ranges.reduce(0) { $0 + $1.count }
        let bytes = [UInt8](unsafeUninitializedCapacity: total) { buffer, filled in
            filled = max(
                0, cglass_read_memory_ranges(process.rawValue, buffer.baseAddress, total, places, places.count))
        }
        return bytes.count == total ? bytes : nil
    }
}
