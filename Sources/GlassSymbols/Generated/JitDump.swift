import GlassModel

/// A jitdump: a binary file to which a runtime appends what code it makes, when, and on which source lines. It is
/// followed as it grows. (Linux kernel, tools/perf/Documentation/jitdump-specification.txt.)
public final class JitDump: GeneratedCodeFile {
    private struct Load {
        let start: UInt64
        let end: UInt64
        /// By the monotonic clock.
        let time: UInt64
        let index: UInt64
        let name: String
        /// Which of ``lines`` are of this code.
        let lines: Range<Int>
    }

    private let file: GrowingFile
    private var ranges = CodeRanges()
    private var loads: [Load] = []
    private var lines = JitDumpLines()
    private let hasTimes: Bool
    private let limit: Int
    /// Records that make no sense, and functions that were too many to keep.
    public private(set) var malformedRecords: Int64 = 0
    public private(set) var dropped: Int64 = 0
    /// The runtime said that nothing more comes.
    public private(set) var isClosed = false
    public var count: Int { loads.count }
    public var lost: Int64 { dropped &+ malformedRecords }

    /// Opens a dump and reads its header.
    ///
    /// - Parameter owners: Users whose file is trusted, beside root.
    public init(path: String, owners: Set<UInt32>, limit: Int = 1_000_000) throws(GeneratedCodeError) {
        file = try GrowingFile(path: path, owners: owners)
        self.limit = limit
        guard let bytes = file.bytes(at: 0, count: 40), let header = JitDumpRecord.Header(bytes.span) else {
            throw .notAJitDump
        }
        hasTimes = !header.usesProcessorTime
        file.advance(by: UInt64(header.size))
    }

    public func refresh() -> Bool { refresh(atMost: 2_000) }

    /// Reads what was appended since the last time: at most `count` records, so that a caller can look up meanwhile.
    /// True where there may be more.
    @discardableResult
    public func refresh(atMost count: Int) -> Bool {
        var pieces: [CodeRanges.Piece] = []
        defer { ranges.add(pieces) }
        for _ in 0..<count where !isClosed {
            guard let prefix = file.bytes(at: file.offset, count: JitDumpRecord.prefixSize),
                let record = JitDumpRecord(prefix.span), UInt64(record.size) <= file.waiting
            else { return false }
            guard record.size >= JitDumpRecord.prefixSize else {
                // Without a size there is no way to the next record.
                (malformedRecords, isClosed) = (malformedRecords + 1, true)
                return false
            }
            if !take(record, &pieces) { malformedRecords += 1 }
            file.advance(by: UInt64(record.size))
        }
        return !isClosed
    }

    private func take(_ record: JitDumpRecord, _ pieces: inout [CodeRanges.Piece]) -> Bool {
        let length = min(Int(record.size), record.kind == .debugInfo ? 4 << 20 : 4096)
        guard record.kind != .other, let bytes = file.bytes(at: file.offset, count: length) else {
            return record.kind == .other
        }
        switch record.kind {
        case .load:
            guard let load = JitDumpRecord.Load(bytes.span) else { return false }
            let name = String(decoding: bytes[load.name], as: UTF8.self)
            add(load.start, load.size, record.time, load.index, name, lines.take(for: load.start), &pieces)
        case .move:
            guard let move = JitDumpRecord.Move(bytes.span),
                let old = loads.last(where: { $0.index == move.index && $0.start == move.from })
            else { return false }
            add(move.to, move.size, record.time, move.index, old.name, old.lines, &pieces)
        case .debugInfo: return lines.read(bytes.span)
        case .close: isClosed = true
        case .other: break
        }
        return true
    }

    private func add(
        _ start: UInt64, _ size: UInt64, _ time: UInt64, _ index: UInt64, _ name: String, _ lines: Range<Int>,
        _ pieces: inout [CodeRanges.Piece]
    ) {
        let (end, overflow) = start.addingReportingOverflow(size)
        guard !overflow, loads.count < limit, let value = Int32(exactly: loads.count) else { return dropped += 1 }
        loads.append(Load(start: start, end: end, time: time, index: index, name: name, lines: lines))
        pieces.append(.init(start: start, end: end, value: value))
    }

    public func place(at address: VirtualAddress, time: Nanoseconds) -> GeneratedPlace? {
        guard let index = load(at: address.rawValue, time: UInt64(clamping: time.rawValue)) else { return nil }
        return GeneratedPlace(function: index, line: lines.row(at: address.rawValue, in: loads[Int(index)].lines))
    }

    private func load(at address: UInt64, time: UInt64) -> Int32? {
        guard let index = ranges.value(at: address), loads.indices.contains(Int(index)) else { return nil }
        guard hasTimes, loads[Int(index)].time > time else { return index }
        // Other code stood there then.
        let earlier = loads[..<Int(index)].lastIndex {
            $0.start <= address && address < $0.end && $0.time <= time
        }
        return earlier.map { Int32($0) }
    }

    public func function(at place: GeneratedPlace) -> GeneratedFunction? {
        guard loads.indices.contains(Int(place.function)) else { return nil }
        let function = GeneratedFunction(symbol: loads[Int(place.function)].name)
        guard let row = place.line, let source = lines.place(ofRow: row) else { return function }
        return GeneratedFunction(name: function.name, file: PrintableText.text(source.file), line: source.line)
    }
}
