import GlassModel

/// What each thread and each stack took over a stretch of time, in varints: format (1), the number of threads and what
/// each took, by key from 1; then the number of stacks that took anything; for each, in order, its number less the one
/// before, and what it took (see ``VarintWriter/append(_:)-(Weight)``). A ``Checksum`` closes them.
enum TotalsSummary {
    static let format: UInt64 = 1

    static func encode(_ sums: RollupSums) -> [UInt8] {
        var writer = VarintWriter()
        writer.append(format)
        writer.append(sums.threads.count)
        for weight in sums.threads { writer.append(weight) }
        writer.append(sums.stacks.count { $0 != .zero })
        var last = 0
        for (index, weight) in sums.stacks.enumerated() where weight != .zero {
            writer.append(index + 1 - last)
            writer.append(weight)
            last = index + 1
        }
        return Checksum.sealed(writer.bytes)
    }

    /// Adds to `sums`, or takes away from them. Where it throws, they are of no use any more.
    static func add(
        _ bytes: UnsafeRawBufferPointer, to sums: inout RollupSums, sign: RollupSums.Sign
    ) throws(ChunkDamage) {
        try sums.withBuffers { buffers throws(ChunkDamage) in
            var reader = VarintReader(try Checksum.opened(bytes))
            guard try reader.next() == format else { throw .unknownFormat }
            for thread in 0..<(try reader.nextCount(limit: bytes.count)) {
                let weight = try reader.nextWeight()
                buffers.add(sign == .plus ? weight : .zero - weight, thread: thread)
            }
            var stack = -1
            for _ in 0..<(try reader.nextCount(limit: bytes.count)) {
                stack += try reader.nextCount(limit: Int(Int32.max) - max(0, stack))
                let weight = try reader.nextWeight()
                buffers.add(sign == .plus ? weight : .zero - weight, stack: stack)
            }
            guard reader.isAtEnd else { throw .trailingBytes }
        }
    }
}
