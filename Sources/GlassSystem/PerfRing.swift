import CGlass
import GlassModel
import Glibc

/// The ring through which the records of all events of one CPU come. It belongs to one thread.
///
/// It is owned by an event that never happens, so that it outlives the events of threads that end.
public final class PerfRing {
    private let owner: PerfEvent
    private let map: UnsafeMutableRawPointer
    private let records: UnsafeRawPointer
    /// Of the records, in bytes: a power of two of pages.
    public let size: Int
    private var head: UInt64 = 0
    private var tail: UInt64
    /// A record that goes over the end of the ring is put together here.
    private let whole = UnsafeMutableRawBufferPointer.allocate(
        byteCount: PerfRecordHeader.largestRecord, alignment: 16)

    /// Becomes readable when a quarter of the ring is full.
    var descriptor: Int32 { owner.descriptor }

    /// Makes a ring for the events of one CPU. Throws EPERM where `size` is more memory than this user may lock.
    public init(cpu: Int32, size: Int) throws(SystemError) {
        var raw = cglass_perf_event()
        raw.type = PERF_TYPE_SOFTWARE.rawValue
        raw.config = UInt64(PERF_COUNT_SW_DUMMY.rawValue)
        raw.sample_type = UInt64(PERF_SAMPLE_IDENTIFIER.rawValue)
        raw.exclude_kernel = 1
        raw.wakeup_watermark = UInt32(clamping: size / 4)
        owner = try PerfEvent(raw, 0, cpu)
        guard let map = cglass_perf_map(owner.descriptor, size) else {
            throw SystemError.last("mmap", "a perf ring of \(size >> 10) KiB")
        }
        self.map = map
        self.size = size
        records = cglass_perf_records(map)
        tail = cglass_perf_tail(map)
    }

    deinit {
        cglass_perf_unmap(map, size)
        whole.deallocate()
    }

    /// Where polling for it is done.
    public var waitDescriptor: Int32 { descriptor }

    /// Looks what the kernel has written.
    public func refresh() { head = cglass_perf_head(map) }

    /// How many bytes of records there are (as of the last ``refresh()``).
    public var waiting: Int { Int(clamping: head &- tail) }

    /// The bytes of the next record, until ``advance()``; nil where there is none (as of the last ``refresh()``).
    public var next: UnsafeRawBufferPointer? {
        guard let header else { return nil }
        let start = Int(tail & UInt64(size - 1))
        if start + header.size <= size {
            return UnsafeRawBufferPointer(start: records + start, count: header.size)
        }
        let first = size - start
        whole.copyMemory(from: UnsafeRawBufferPointer(start: records + start, count: first))
        UnsafeMutableRawBufferPointer(rebasing: whole[first..<header.size])
            .copyMemory(from: UnsafeRawBufferPointer(start: records, count: header.size - first))
        return UnsafeRawBufferPointer(rebasing: whole[..<header.size])
    }

    /// When the next record was written.
    public var nextTime: Nanoseconds? {
        guard let header, header.timeOffset >= 0 else { return nil }
        // Words lie at multiples of eight in the ring, so that none goes over its end.
        let place = Int((tail &+ UInt64(header.timeOffset)) & UInt64(size - 1)) & ~7
        return Nanoseconds(Int64(clamping: (records + place).load(as: UInt64.self)))
    }

    /// Goes on to the record after the next one.
    public func advance() {
        guard let header else { return }
        tail &+= UInt64(header.size)
    }

    /// Gives what was passed back to the kernel.
    public func release() { cglass_perf_set_tail(map, tail) }

    private var header: PerfRecordHeader? {
        let waiting = head &- tail
        guard waiting >= UInt64(PerfRecordHeader.byteCount), waiting <= UInt64(size) else { return nil }
        let start = Int(tail & UInt64(size - 1)) & ~7
        let header = PerfRecordHeader(UnsafeRawBufferPointer(start: records + start, count: PerfRecordHeader.byteCount))
        guard let header, header.size <= waiting else { return nil }
        return header
    }
}
