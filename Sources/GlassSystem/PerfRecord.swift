import CGlass
import GlassModel

/// One record out of a perf ring, taken apart. It borrows the bytes that it was made from.
///
/// The layouts are those of perf_event_open(2), "MMAP layout", for events as ``PerfEvent`` opens them: samples begin with
/// identifier, thread and time, and every other record ends with thread, time and identifier.
public struct PerfRecord {
    /// What is told.
    public enum Body {
        case sample(PerfSample)
        /// The thread was given a CPU.
        case switchedIn
        /// The thread lost its CPU: to another one although it could have gone on, or because it waits.
        case switchedOut(isPreempted: Bool)
        /// A thread began, of the same process as its maker or as the first of a new one.
        case forked(process: ProcessID, thread: ThreadID, parent: ProcessID)
        case exited(process: ProcessID, thread: ThreadID)
        /// A thread has a new name; `isExec` where that is because its process runs another program now.
        case named(process: ProcessID, thread: ThreadID, name: String, isExec: Bool)
        /// The process mapped what can be run.
        case mappedCode
        /// So many records found no room in the ring.
        case lost(count: UInt64)
        /// The kernel held an event back because it came too often.
        case throttled
        case other
    }

    /// The event that the record belongs to; what inherited an event has its number.
    public let event: UInt64
    public let process: ProcessID
    public let thread: ThreadID
    /// On the monotonic clock.
    public let time: Nanoseconds
    public let body: Body

    /// Nil where the bytes are no whole record.
    public init?(_ bytes: UnsafeRawBufferPointer, layout: PerfSampleLayout) {
        guard let header = PerfRecordHeader(bytes), header.size <= bytes.count else { return nil }
        let record = UnsafeRawBufferPointer(rebasing: bytes[..<header.size])
        var fields = PerfFields(record, at: PerfRecordHeader.byteCount)
        if header.type == PERF_RECORD_SAMPLE.rawValue {
            guard let event = fields.word(), let process = fields.number(), let thread = fields.number(),
                let time = fields.word(), let sample = PerfSample(&fields, layout)
            else { return nil }
            self.init(event, process, thread, time, .sample(sample))
        } else {
            var trailer = PerfFields(record, at: header.size - PerfRecordHeader.trailerSize)
            guard header.size >= PerfRecordHeader.byteCount + PerfRecordHeader.trailerSize,
                let process = trailer.number(), let thread = trailer.number(), let time = trailer.word(),
                let event = trailer.word(), let body = Self.body(header, &fields)
            else { return nil }
            self.init(event, process, thread, time, body)
        }
    }

    private init(_ event: UInt64, _ process: Int32, _ thread: Int32, _ time: UInt64, _ body: Body) {
        self.event = event
        self.process = ProcessID(process)
        self.thread = ThreadID(thread)
        self.time = Nanoseconds(Int64(clamping: time))
        self.body = body
    }

    private static func body(_ header: PerfRecordHeader, _ fields: inout PerfFields) -> Body? {
        switch header.type {
        case PERF_RECORD_SWITCH.rawValue:
            guard header.has(PERF_RECORD_MISC_SWITCH_OUT) else { return .switchedIn }
            return .switchedOut(isPreempted: header.has(PERF_RECORD_MISC_SWITCH_OUT_PREEMPT))
        case PERF_RECORD_FORK.rawValue, PERF_RECORD_EXIT.rawValue:
            guard let process = fields.number(), let parent = fields.number(), let thread = fields.number() else {
                return nil
            }
            if header.type == PERF_RECORD_EXIT.rawValue {
                return .exited(process: ProcessID(process), thread: ThreadID(thread))
            }
            return .forked(process: ProcessID(process), thread: ThreadID(thread), parent: ProcessID(parent))
        case PERF_RECORD_COMM.rawValue:
            guard let process = fields.number(), let thread = fields.number() else { return nil }
            let name = fields.text(endingAt: header.size - PerfRecordHeader.trailerSize)
            return .named(
                process: ProcessID(process), thread: ThreadID(thread), name: name,
                isExec: header.has(PERF_RECORD_MISC_COMM_EXEC))
        case PERF_RECORD_MMAP.rawValue: return .mappedCode
        case PERF_RECORD_LOST.rawValue: return fields.word().flatMap { _ in fields.word() }.map { .lost(count: $0) }
        case PERF_RECORD_LOST_SAMPLES.rawValue: return fields.word().map { .lost(count: $0) }
        case PERF_RECORD_THROTTLE.rawValue: return .throttled
        default: return .other
        }
    }
}

/// What samples carry besides the thread and the time.
public struct PerfSampleLayout: Sendable {
    public var hasKernelFrames: Bool
    /// How many registers stand in a sample.
    public var registerCount: Int

    public init(hasKernelFrames: Bool, registerCount: Int = PerfRegisters.count) {
        self.hasKernelFrames = hasKernelFrames
        self.registerCount = registerCount
    }
}

/// Where a thread stood, as the kernel copied it.
public struct PerfSample {
    /// Addresses in the kernel, innermost first, and markers among them (`PERF_CONTEXT_…`): 64-bit words.
    public let kernelFrames: UnsafeRawBufferPointer
    /// The registers in the kernel's order (``PerfRegisters``); nil of a thread that has none, or 32-bit ones.
    public let registers: UnsafeRawBufferPointer?
    /// The top of the stack, from the stack pointer on.
    public let stack: UnsafeRawBufferPointer

    init?(_ fields: inout PerfFields, _ layout: PerfSampleLayout) {
        if layout.hasKernelFrames {
            guard let count = fields.word(), let frames = fields.words(count) else { return nil }
            kernelFrames = frames
        } else {
            kernelFrames = UnsafeRawBufferPointer(start: nil, count: 0)
        }
        guard let abi = fields.word() else { return nil }
        let words = abi == 0 ? UnsafeRawBufferPointer(start: nil, count: 0) : fields.words(UInt64(layout.registerCount))
        guard let words, let size = fields.word(), let copy = fields.bytes(size) else { return nil }
        registers = abi == PERF_SAMPLE_REGS_ABI_64.rawValue ? words : nil
        if size == 0 {
            stack = copy
        } else {
            guard let filled = fields.word(), filled <= size else { return nil }
            stack = UnsafeRawBufferPointer(rebasing: copy[..<Int(filled)])
        }
    }
}

/// What every record begins with.
public struct PerfRecordHeader {
    public static let byteCount = MemoryLayout<perf_event_header>.size
    /// The largest record: its size stands in 16 bits.
    public static let largestRecord = 1 << 16
    /// Thread, time and identifier.
    static let trailerSize = 24

    let type: UInt32
    private let flags: UInt16
    /// Of the whole record, in bytes.
    public let size: Int

    /// Nil where the bytes are too few, or the record is said to be smaller than its header.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.byteCount else { return nil }
        let header = bytes.loadUnaligned(as: perf_event_header.self)
        guard Int(header.size) >= Self.byteCount else { return nil }
        (type, flags, size) = (header.type, header.misc, Int(header.size))
    }

    /// Where in a record its time stands.
    public var timeOffset: Int { type == PERF_RECORD_SAMPLE.rawValue ? 24 : size - 16 }

    func has(_ flag: Int32) -> Bool { Int32(flags) & flag != 0 }
}

/// Reads fields one behind the other, never beyond the end.
struct PerfFields {
    private let bytes: UnsafeRawBufferPointer
    private var offset: Int

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        self.bytes = bytes
        self.offset = max(0, offset)
    }

    mutating func word() -> UInt64? { load(UInt64.self) }
    mutating func number() -> Int32? { load(Int32.self) }

    mutating func words(_ count: UInt64) -> UnsafeRawBufferPointer? {
        count <= UInt64(PerfRecordHeader.largestRecord / 8) ? bytes(count * 8) : nil
    }

    mutating func bytes(_ count: UInt64) -> UnsafeRawBufferPointer? {
        guard offset <= bytes.count, count <= UInt64(bytes.count - offset) else { return nil }
        defer { offset += Int(count) }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + Int(count))])
    }

    /// The text from here to its NUL, or to `end`; control characters become question marks.
    func text(endingAt end: Int) -> String {
        guard offset <= end, end <= bytes.count else { return "" }
        let characters = bytes[offset..<end].prefix { $0 != 0 }
        return String(decoding: characters.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    private mutating func load<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type) -> Value? {
        let size = MemoryLayout<Value>.size
        guard offset <= bytes.count, bytes.count - offset >= size else { return nil }
        defer { offset += size }
        return bytes.loadUnaligned(fromByteOffset: offset, as: type)
    }
}
