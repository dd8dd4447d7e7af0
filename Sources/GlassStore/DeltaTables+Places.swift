import GRDB
import GlassModel

/// Frames and stacks: at first by summaries, as far as there are any, then row by row.
extension DeltaTables {
    mutating func readFrames() throws -> [Frame] {
        var frames: [Frame] = []
        try summaries(.frames, "frames", read: tail.counts.frames) { bytes, first, tail throws(ChunkDamage) in
            let block = try FrameSummary.decode(bytes, from: first)
            for case let module? in block.lazy.map(\.module) where !tail.counts.isKnown(module, tail.counts.modules) {
                throw .unknownIdentifier
            }
            frames += block
            tail.counts.frames += block.count
        }
        try rows("frames", "SELECT * FROM frame WHERE id > ?", Int64(tail.counts.frames)) { row, tail in
            guard row.int64(0) == tail.counts.frames + 1, let frame = row.frame() else { return false }
            if let module = frame.module, !tail.counts.isKnown(module, tail.counts.modules) { return false }
            tail.counts.frames += 1
            frames.append(frame)
            return true
        }
        return frames
    }

    mutating func readStacks() throws -> [StackNode] {
        var stacks: [StackNode] = []
        try summaries(.tree, "stacks", read: tail.counts.stacks) { bytes, first, tail throws(ChunkDamage) in
            let (before, frames) = (stacks.count, tail.counts.frames)
            do throws(ChunkDamage) {
                try TreeSummary.decode(bytes, from: first) { stack throws(ChunkDamage) in
                    guard stack.frame.rawValue > 0, stack.frame.rawValue <= frames else { throw .unknownIdentifier }
                    stacks.append(stack)
                }
            } catch {
                stacks.removeSubrange(before...)
                throw error
            }
            tail.counts.stacks += stacks.count - before
        }
        try rows("stacks", "SELECT * FROM stack WHERE id > ?", Int64(tail.counts.stacks)) { row, tail in
            let stack = row.stackNode()
            guard row.int64(0) == tail.counts.stacks + 1, tail.counts.isKnown(stack.frame, tail.counts.frames) else {
                return false
            }
            if let parent = stack.parent, !tail.counts.isKnown(parent, tail.counts.stacks) { return false }
            tail.counts.stacks += 1
            stacks.append(stack)
            return true
        }
        return stacks
    }

    /// Calls `body` with the bytes of each summary of rows and the number of its first row, one behind the other, as long
    /// as it can use them. What is behind a damaged one is left for the rows.
    private mutating func summaries(
        _ kind: SummaryKind, _ table: String, read count: Int,
        _ body: (UnsafeRawBufferPointer, Int32, inout Tail) throws(ChunkDamage) -> Void
    ) throws {
        guard count == 0, try RollupReading(connection: connection, db: db).hasSummaries else { return }
        var (next, isUsable, last) = (Int64(1), true, Int64(0))
        try rows(table, "SELECT max(id) FROM \(kind == .frames ? "frame" : "stack")") { row, _ in
            last = row.int64(0)
            return true
        }
        guard last >= kind.rowLength else { return }
        let sql = "SELECT start, length, bytes FROM summary WHERE kind = '\(kind.rawValue)' ORDER BY length, start"
        var tail = tail
        try rows("summaries of \(table)", sql) { row, _ in
            guard isUsable, row.int64(0) == next, row.int64(1) == kind.rowLength else { return true }
            next += kind.rowLength
            isUsable =
                next - 1 <= last
                && row.withBlob(2) { bytes in
                    (try? body(bytes, Int32(clamping: next - kind.rowLength), &tail)) != nil
                }
            return true
        }
        self.tail = tail
        if !isUsable { notify("a summary of the recording's \(table) does not fit to them and was passed over") }
    }
}

extension SQLStatement {
    /// The row of the table `frame` that is at hand; nil where its kind makes no sense.
    func frame() -> Frame? {
        guard let kind = FrameKind(columnValue: text(1)) else { return nil }
        return Frame(
            id: FrameID(int32(0)), kind: kind, function: text(2), module: isNull(3) ? nil : ModuleID(int32(3)),
            address: optionalInt64(4).map { ModuleAddress(UInt64(bitPattern: $0)) }, file: optionalText(5),
            line: isNull(6) ? nil : int32(6))
    }

    /// The row of the table `stack` that is at hand.
    func stackNode() -> StackNode {
        StackNode(id: StackID(int32(0)), parent: isNull(1) ? nil : StackID(int32(1)), frame: FrameID(int32(2)))
    }
}
