import GlassModel

/// Follows stacks of one address space: registers and copied stack bytes in, code addresses out. Call frame
/// information first, from tables that are compiled once for each module, or from libunwind where a row of a table
/// cannot say enough; frame pointers where a module has none, or the code is in no module. Never guesses silently:
/// each unwind says how it ended, and how many steps were by frame pointer.
///
/// To be used from one thread at a time.
public final class Unwinder {
    /// No more frames than these are followed.
    public static let frameLimit = 2048

    private let architecture: Architecture
    private let context: UnwindContext
    private let cursor: LibunwindCursor
    private let rules = RuleCache()
    private let trampolines = SignalTrampolines()
    private let trail = FrameTrail(limit: Unwinder.frameLimit)

    public init(architecture: Architecture, rules source: RuleSource = .tables) throws(UnwinderError) {
        guard architecture == .native else { throw .foreignArchitecture(architecture) }
        self.architecture = architecture
        context = UnwindContext(architecture: architecture, source: source)
        cursor = try LibunwindCursor(context: context)
    }

    /// Forgets what was found where: to be called when something was mapped or unmapped.
    public func modulesChanged() {
        cursor.flush()
        context.forgetModules()
        rules.removeAll()
        trampolines.removeAll()
    }

    /// Of the frames that the last unwind gave, the stack pointer at each: a frame lies from its own up to that of the
    /// next one outwards, which is its CFA.
    public var stackPointers: [VirtualAddress] { Array(trail.stackPointers) }

    /// Whether the rule of a place in code that was met of late finds the frame by the frame pointer; nil where it is not
    /// at hand or says something else.
    public func usesFramePointer(at code: CodeAddress) -> Bool? {
        switch rules[code]?.kind {
        case .fromFramePointer: true
        case .fromStackPointer: false
        default: nil
        }
    }

    /// What a register, by its DWARF number, held in a frame of `snapshot`, counted from the innermost, where the stack
    /// pointer was that. Nil where call frame information does not lead there, or does not tell.
    public func register(
        _ number: Int, inFrame index: Int, at stackPointer: VirtualAddress, of snapshot: StackSnapshot,
        in map: ModuleMap
    ) -> UInt64? {
        if index == 0 { return snapshot.registers[dwarf: number] }
        context.begin(snapshot, in: map)
        defer { context.finish() }
        guard cursor.start() else { return nil }
        for _ in 0..<index {
            context.beginStep()
            guard case .frame = cursor.step() else { return nil }
        }
        guard cursor.register(architecture.stackPointerNumber) == stackPointer.rawValue else { return nil }
        return cursor.register(number)
    }

    /// Appends the frames of `snapshot` to `frames`, innermost first.
    public func unwind(
        _ snapshot: StackSnapshot, in map: ModuleMap, into frames: inout [CodeAddress]
    ) -> UnwindResult {
        trail.removeAll()
        var rows = RowWalk(from: snapshot.registers, rules)
        trail.append(rows.code, at: rows.stackPointer)
        let end = rows.run(over: snapshot.stack, rules, into: trail)
        let result = end.map { UnwindResult($0, at: rows, in: map) } ?? goOn(from: rows, snapshot, in: map)
        frames.append(contentsOf: trail.frames)
        return result
    }

    private func goOn(from rows: RowWalk, _ snapshot: StackSnapshot, in map: ModuleMap) -> UnwindResult {
        context.begin(snapshot, in: map)
        defer { context.finish() }
        var walk = StackWalk(
            snapshot, at: rows, in: map, context: context, cursor: cursor, rules: rules, trampolines: trampolines)
        let end = walk.run(into: trail)
        var result = UnwindResult(end, at: walk.rows, in: map)
        (result.missing, result.unknownCode) = (walk.missing, walk.unknownCode)
        return result
    }
}
