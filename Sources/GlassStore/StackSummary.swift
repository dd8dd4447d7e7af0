import GlassModel

/// What each thread took at each stack within a stretch of time, in columns of varints.
///
/// The bytes: format (1), the number of threads; for each, by key, its key less the one before, the number of its
/// entries and of their bytes; then the entries of each thread, by stack: stack less the one before, samples, wall
/// time and CPU time, the latter as 0 for none, else 1 + (wall − CPU, zigzag).
enum StackSummary {
    static let format: UInt64 = 1

    struct Entry: Equatable {
        let thread: Int32
        let stack: Int32
        var weight: Weight

        /// In the order in which they are written.
        func isBefore(_ other: Entry) -> Bool { (thread, stack) < (other.thread, other.stack) }
    }

    /// The bytes for entries in order, each pair of thread and stack once.
    static func encode(_ entries: [Entry]) -> [UInt8] {
        var directory = VarintWriter()
        var columns = VarintWriter()
        var threads = 0
        var last: Int32 = 0
        var start = 0
        while start < entries.count {
            let thread = entries[start].thread
            let end = entries[start...].partitioningIndex { $0.thread != thread }
            let before = columns.bytes.count
            append(entries[start..<end], to: &columns)
            directory.append(signed: Int64(thread) - Int64(last))
            directory.append(end - start)
            directory.append(columns.bytes.count - before)
            (threads, last, start) = (threads + 1, thread, end)
        }
        var writer = VarintWriter()
        writer.append(format)
        writer.append(threads)
        return writer.bytes + directory.bytes + columns.bytes
    }

    private static func append(_ entries: ArraySlice<Entry>, to writer: inout VarintWriter) {
        var last: Int32 = 0
        for entry in entries {
            writer.append(signed: Int64(entry.stack) - Int64(last))
            writer.append(entry.weight)
            last = entry.stack
        }
    }

    /// Calls `body` with the entries of some threads (all of them for nil), in order.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, threads: Set<ThreadKey>? = nil, _ body: (ThreadKey, StackID, Weight) -> Void
    ) throws(ChunkDamage) {
        var reader = VarintReader(bytes)
        for section in try sections(&reader, size: bytes.count) {
            let thread = ThreadKey(section.thread)
            guard threads?.contains(thread) ?? true else {
                try reader.skip(section.bytes)
                continue
            }
            var stack: Int64 = 0
            for _ in 0..<section.count {
                stack &+= try reader.nextSigned()
                let weight = try reader.nextWeight()
                guard let id = Int32(exactly: stack) else { throw .unknownIdentifier }
                body(thread, StackID(id), weight)
            }
        }
        guard reader.isAtEnd else { throw .trailingBytes }
    }

    private struct Section {
        let thread: Int32
        let count: Int
        let bytes: Int
    }

    private static func sections(_ reader: inout VarintReader, size: Int) throws(ChunkDamage) -> [Section] {
        guard try reader.next() == format else { throw .unknownFormat }
        var sections: [Section] = []
        var thread: Int64 = 0
        for _ in 0..<(try reader.nextCount(limit: size)) {
            thread &+= try reader.nextSigned()
            guard let key = Int32(exactly: thread) else { throw .unknownIdentifier }
            let count = try reader.nextCount(limit: size)
            sections.append(Section(thread: key, count: count, bytes: try reader.nextCount(limit: size)))
        }
        return sections
    }
}

extension VarintWriter {
    mutating func append(_ weight: Weight) {
        append(signed: weight.samples)
        append(signed: weight.wall.rawValue)
        // One more must fit: of times that are that far apart, the difference is none that a clock gives.
        append(weight.cpu == .zero ? 0 : Zigzag.encode(weight.wall.rawValue &- weight.cpu.rawValue) &+ 1)
    }
}

extension VarintReader {
    mutating func nextWeight() throws(ChunkDamage) -> Weight {
        let samples = try nextSigned()
        let wall = try nextSigned()
        let code = try next()
        let cpu = code == 0 ? 0 : wall &- Zigzag.decode(code &- 1)
        return Weight(samples: samples, cpu: Nanoseconds(cpu), wall: Nanoseconds(wall))
    }
}
