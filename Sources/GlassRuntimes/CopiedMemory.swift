import GlassModel

/// Room for what is copied of a thread in a stop, kept from one to the next. It belongs to whoever stops the thread.
public final class PythonCopyBuffer {
    fileprivate var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
    /// Pages that were read beyond the plan.
    fileprivate let pages = UnsafeMutableRawBufferPointer.allocate(
        byteCount: pageLimit * Int(pageSize), alignment: 16)

    fileprivate static let pageSize: UInt64 = 4096
    fileprivate static let pageLimit = 16

    public init() {}

    deinit {
        bytes.deallocate()
        pages.deallocate()
    }

    func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if bytes.count < count {
            bytes.deallocate()
            bytes = .allocate(byteCount: 2 * count, alignment: 16)
        }
        return UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
    }
}

/// The bytes of a native stack, and where they stood.
public typealias NativeStack = (address: VirtualAddress, bytes: UnsafeRawBufferPointer)

/// What was copied of a thread at once as planned, and behind it the same memory, read when it turns out to be needed. It is
/// no generic type, so that what walks through it is compiled for it alone.
final class CopiedMemory: MemoryReader {
    /// By address; none where they could not be copied together.
    private let regions: [MemoryRegion]
    /// Where each of them stands in `bytes`.
    private let offsets: [Int]
    private let bytes: UnsafeMutableRawBufferPointer
    private let pages: UnsafeMutableRawBufferPointer
    private let native: NativeStack?
    private let live: any MemoryReader
    private var pageAddresses: [UInt64] = []
    private var lastRegion = 0
    /// What was not in the plan.
    private(set) var missed: [MemoryRegion] = []
    /// How many reads that took.
    private(set) var liveReads = 0

    init(
        _ plan: PythonCopyPlan, in buffer: PythonCopyBuffer, beside native: () -> NativeStack?,
        over live: any MemoryReader
    ) {
        bytes = buffer.room(plan.byteCount)
        pages = buffer.pages
        // Where one of the regions is no longer there, all is read as it is needed.
        regions = live.copy(plan.regions, into: bytes) ? plan.regions : []
        offsets = plan.offsets
        // It may come with the plan.
        self.native = native()
        self.live = live
    }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        if readPlanned(address, into: buffer) || readNative(address, into: buffer) { return true }
        missed.append(MemoryRegion(address: address, count: buffer.count))
        return readLive(address, into: buffer)
    }

    private func readPlanned(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        if regions.isEmpty { return false }
        if take(address, into: buffer, from: lastRegion) { return true }
        var low = 0
        var high = regions.count
        while low < high {
            let middle = (low + high) / 2
            if regions[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return false }
        lastRegion = low - 1
        return take(address, into: buffer, from: lastRegion)
    }

    private func take(
        _ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer, from index: Int
    ) -> Bool {
        let region = regions[index]
        let start = address.rawValue &- region.address.rawValue
        guard start <= UInt64(region.count), UInt64(buffer.count) <= UInt64(region.count) - start else { return false }
        let first = offsets[index] + Int(start)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[first..<first + buffer.count]))
        return true
    }

    private func readNative(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let native, let start = Int(exactly: address.rawValue &- native.address.rawValue),
            start <= native.bytes.count, buffer.count <= native.bytes.count - start
        else { return false }
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: native.bytes[start..<start + buffer.count]))
        return true
    }

    /// Regions of the target as it is now, one behind the other, in one read; nil where one of them cannot be read.
    func copyNow(_ regions: [MemoryRegion]) -> [UInt8]? {
        let count = regions.reduce(0) { $0 + $1.count }
        var isRead = false
        liveReads += 1
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            isRead = live.copy(
                regions,
                into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
            filled = isRead ? count : 0
        }
        return isRead ? bytes : nil
    }

    /// A whole page at a time, because what is needed next mostly lies near; what crosses pages, or comes when there is
    /// no more room, by itself.
    private func readLive(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let start = address.rawValue % PythonCopyBuffer.pageSize
        guard start + UInt64(buffer.count) <= PythonCopyBuffer.pageSize,
            let page = page(at: address.rawValue - start)
        else {
            liveReads += 1
            return live.read(address, into: buffer)
        }
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: page[Int(start)..<Int(start) + buffer.count]))
        return true
    }

    private func page(at address: UInt64) -> UnsafeMutableRawBufferPointer? {
        let size = Int(PythonCopyBuffer.pageSize)
        if let index = pageAddresses.lastIndex(of: address) {
            return UnsafeMutableRawBufferPointer(rebasing: pages[index * size..<(index + 1) * size])
        }
        guard pageAddresses.count < PythonCopyBuffer.pageLimit else { return nil }
        let start = pageAddresses.count * size
        let page = UnsafeMutableRawBufferPointer(rebasing: pages[start..<start + size])
        liveReads += 1
        guard live.read(VirtualAddress(address), into: page) else { return nil }
        pageAddresses.append(address)
        return page
    }
}
