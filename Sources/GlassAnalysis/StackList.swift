import GlassModel

/// The stacks of a profile, in order of their identifiers, which follow from their places.
public struct StackList: RandomAccessCollection, Sendable {
    let frames: ChunkedArray<FrameID>
    /// By index; -1 for a root.
    let parents: ChunkedArray<Int32>

    public var startIndex: Int { 0 }
    public var endIndex: Int { frames.count }

    public subscript(index: Int) -> StackNode {
        let parent = parents[index]
        return StackNode(
            id: StackID(Int32(clamping: index + 1)), parent: parent < 0 ? nil : StackID(parent + 1),
            frame: frames[index])
    }
}
