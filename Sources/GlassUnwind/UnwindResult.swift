import GlassModel

/// How an unwind went.
public struct UnwindResult {
    public var end: UnwindEnd
    /// The module of the outermost frame that was found; none where it is in no module.
    public var lastModule: LoadedModule?
    /// The highest address of the stack that was read: how much of it a copy has to hold.
    public var highestAddressRead: VirtualAddress
    /// The address that was needed and had not been copied, where the unwind ended for that. On a stack other than
    /// those of the snapshot where the end is `.unreadable`: the next copy can take that stack as well.
    public var missing: VirtualAddress?
    /// The address that should have been code and is in no executable mapping, where the unwind ended for that: the
    /// module map may be out of date.
    public var unknownCode: VirtualAddress?
    /// How many steps followed a frame pointer because there was no unwind rule.
    public var framePointerFrames: Int

    init(_ end: UnwindEnd, at rows: RowWalk, in map: ModuleMap) {
        self.end = end
        highestAddressRead = rows.highestAddressRead
        framePointerFrames = rows.guesses
        lastModule = rows.lastStepFrom.flatMap(map.lookup(_:))
    }
}
