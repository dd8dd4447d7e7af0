import GlassModel

/// What each thread took in each second of a stretch, in varints: format (1), then for each entry, in order of second
/// and thread, the second less the one before (the first less `origin`), the thread less the one before (where that is
/// of the same second) and its weight.
enum ThreadSummary {
    static let format: UInt64 = 1

    struct Entry: Equatable {
        let second: Int64
        let thread: Int32
        var weight: Weight
    }

    static func encode(_ entries: [Entry], origin: Int64) -> [UInt8] {
        var writer = VarintWriter()
        writer.append(format)
        writer.append(entries.count)
        var last = (second: origin, thread: Int32(0))
        for entry in entries {
            if entry.second != last.second { last.thread = 0 }
            writer.append(signed: entry.second - last.second)
            writer.append(signed: Int64(entry.thread) - Int64(last.thread))
            writer.append(entry.weight)
            last = (entry.second, entry.thread)
        }
        return writer.bytes
    }

    static func decode(
        _ bytes: UnsafeRawBufferPointer, origin: Int64, _ body: (Int64, ThreadKey, Weight) -> Void
    ) throws(ChunkDamage) {
        var reader = VarintReader(bytes)
        guard try reader.next() == format else { throw .unknownFormat }
        var (second, thread) = (origin, Int64(0))
        for _ in 0..<(try reader.nextCount(limit: bytes.count)) {
            let step = try reader.nextSigned()
            if step != 0 { thread = 0 }
            second &+= step
            thread &+= try reader.nextSigned()
            let weight = try reader.nextWeight()
            guard let key = Int32(exactly: thread) else { throw .unknownIdentifier }
            body(second, ThreadKey(key), weight)
        }
        guard reader.isAtEnd else { throw .trailingBytes }
    }
}
