import GlassModel

/// Successive rows of the table `stack`, in varints: format (1), their number; for each, 0 for a root, else its number
/// less its parent's; and its frame less the one before, zigzag.
enum TreeSummary {
    static let format: UInt64 = 1

    /// - Parameter stacks: With dense identifiers in order, and parents that come before.
    static func encode(_ stacks: [StackNode]) -> [UInt8] {
        var writer = VarintWriter()
        writer.append(format)
        writer.append(stacks.count)
        var frame: Int32 = 0
        for stack in stacks {
            writer.append(stack.parent.map { UInt64(stack.id.rawValue - $0.rawValue) } ?? 0)
            writer.append(signed: Int64(stack.frame.rawValue) - Int64(frame))
            frame = stack.frame.rawValue
        }
        return Checksum.sealed(writer.bytes)
    }

    /// Calls `body` with each stack.
    /// - Parameter first: The number of the first one.
    /// - Throws: ``ChunkDamage``, also where a parent does not come before its child.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, from first: Int32, _ body: (StackNode) throws(ChunkDamage) -> Void
    ) throws(ChunkDamage) {
        var reader = VarintReader(try Checksum.opened(bytes))
        guard try reader.next() == format else { throw .unknownFormat }
        let count = try reader.nextCount(limit: bytes.count)
        guard let end = Int32(exactly: Int(first) + count) else { throw .countTooLarge }
        var frame: Int64 = 0
        for id in first..<end {
            let distance = try reader.next()
            guard distance < UInt64(id) else { throw .unknownIdentifier }
            frame &+= try reader.nextSigned()
            guard let frame = Int32(exactly: frame) else { throw .unknownIdentifier }
            let parent = distance == 0 ? nil : StackID(id - Int32(distance))
            try body(StackNode(id: StackID(id), parent: parent, frame: FrameID(frame)))
        }
        guard reader.isAtEnd else { throw .trailingBytes }
    }
}
