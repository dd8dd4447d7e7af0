import GlassModel
import GlassProc
import GlassSystem
import GlassUnwind

/// What one process has mapped, and the unwinder for it.
final class AddressSpace {
    let process: ProcessID
    private(set) var map = ModuleMap()
    /// Another one after each change of the map.
    private(set) var version = 0
    private var mappings: [MemoryMapping] = []
    /// Of what they were read from: mostly it is the same again.
    private var mapHash: Int?
    private let unwinder: Unwinder
    private let registry: ModuleRegistry
    private var loaded: [LoadedKey: LoadedModule] = [:]
    /// Modules that are mapped, or were a moment ago.
    var modules: some Sequence<ModuleID> { loaded.keys.lazy.map(\.module) }
    /// How many there were when those that are not mapped were last forgotten.
    private var mappedModules = 0
    private var readAt: Nanoseconds?
    /// Told by the kernel.
    private var hasNewCode = false

    private struct LoadedKey: Hashable {
        let module: ModuleID
        let bias: Int64
        /// Modules that are not told apart share a number.
        let file: FileKey
    }

    init(of process: ProcessID, registry: ModuleRegistry, rules: RuleSource) throws {
        self.process = process
        self.registry = registry
        unwinder = try Unwinder(architecture: .native, rules: rules)
        refresh(force: true)
    }

    /// What can run is mapped now that was not before.
    func mapsNewCode() { hasNewCode = true }

    /// Whether the mappings are to be read again although nothing unknown was met: a library that is loaded where another
    /// one was is not unknown.
    func isOutdated(at now: Nanoseconds) -> Bool {
        hasNewCode || readAt.map { now - $0 >= Nanoseconds(1_000_000_000) } ?? true
    }

    /// Reads the mappings again, at most ten times a second; true where they changed.
    @discardableResult
    func refresh(force: Bool = false) -> Bool {
        let now = Clocks.monotonic
        if let readAt, !force, now - readAt < Nanoseconds(100_000_000) { return false }
        readAt = now
        hasNewCode = false
        guard let text = try? ProcFiles.content(of: "/proc/\(process)/maps") else { return false }
        var hasher = Hasher()
        text.withUnsafeBytes { hasher.combine(bytes: $0) }
        let hash = hasher.finalize()
        guard hash != mapHash else { return false }
        mapHash = hash
        let current = MemoryMap(text.span).mappings
        guard current != mappings else { return false }
        mappings = current
        let old = map
        forgetUnmapped()
        map = ModuleMap(segments: segments())
        if !old.segments.elementsEqual(map.segments, by: Self.isSame) {
            unwinder.modulesChanged()
            version += 1
        }
        return true
    }

    /// Modules that are not mapped any more may come again, but not all that ever were.
    private func forgetUnmapped() {
        guard loaded.count > 2 * mappedModules + 64 else { return }
        let files = Set(mappings.map { FileKey($0) })
        loaded = loaded.filter { files.contains($0.key.file) }
        mappedModules = loaded.count
    }

    private static func isSame(_ left: ModuleMap.Segment, _ right: ModuleMap.Segment) -> Bool {
        left.range == right.range && left.isExecutable == right.isExecutable && left.module === right.module
    }

    /// Only what can hold code or unwind tables: a heap of ten thousand mappings is of no interest.
    private func segments() -> [ModuleMap.Segment] {
        let executable = Set(mappings.filter(\.isExecutable).map { FileKey($0) })
        return mappings.compactMap { mapping in
            guard mapping.isExecutable || (mapping.inode != 0 && executable.contains(FileKey(mapping))) else {
                return nil
            }
            return ModuleMap.Segment(
                range: mapping.start..<mapping.end, isExecutable: mapping.isExecutable, module: module(of: mapping))
        }
    }

    private struct FileKey: Hashable {
        let inode: UInt64
        let path: String

        init(_ mapping: MemoryMapping) {
            inode = mapping.inode
            path = mapping.path
        }
    }

    private func module(of mapping: MemoryMapping) -> LoadedModule? {
        guard let entry = registry.entry(for: mapping, in: process) else { return nil }
        let bias =
            entry.image?.bias(
                forMappingAt: mapping.start, fileOffset: mapping.fileOffset, isExecutable: mapping.isExecutable)
            ?? Int64(bitPattern: mapping.start.rawValue &- mapping.fileOffset)
        let key = LoadedKey(module: entry.module.id, bias: bias, file: FileKey(mapping))
        if let known = loaded[key] { return known }
        let module = LoadedModule(id: entry.module.id, path: entry.module.path, image: entry.image, bias: bias)
        loaded[key] = module
        return module
    }

    /// Where the mapping that holds `address` ends; the address itself where it is in none.
    func limit(ofMappingAt address: VirtualAddress) -> VirtualAddress {
        let index = mappings.partitioningIndex { $0.end > address }
        guard index < mappings.count, mappings[index].start <= address else { return address }
        return mappings[index].end
    }

    /// Of the frames of the last unwind, the stack pointer at each.
    var stackPointers: [VirtualAddress] { unwinder.stackPointers }

    /// Appends the frames of a copied stack, innermost first. Where an address is in no module that is known, the
    /// mappings are read again first: a library may have been loaded.
    func unwind(_ stack: CapturedStack, _ registers: RegisterSet, into frames: inout [CodeAddress]) -> UnwindResult {
        let start = frames.count
        let result = unwindOnce(stack, registers, into: &frames)
        guard result.unknownCode != nil || limit(ofMappingAt: stack.base) == stack.base, refresh() else {
            return result
        }
        frames.removeSubrange(start...)
        return unwindOnce(stack, registers, into: &frames)
    }

    private func unwindOnce(
        _ stack: CapturedStack, _ registers: RegisterSet, into frames: inout [CodeAddress]
    ) -> UnwindResult {
        unwinder.unwind(snapshot(of: stack, registers), in: map, into: &frames)
    }

    private func snapshot(of stack: CapturedStack, _ registers: RegisterSet) -> StackSnapshot {
        let region = region(stack.base, stack.bytes)
        let interrupted =
            stack.interruptedCount > 0 ? self.region(stack.interruptedBase, stack.interruptedBytes) : nil
        var snapshot = StackSnapshot(registers: registers, stack: region, interruptedStack: interrupted)
        snapshot.formerRegisters = stack.go.registers
        return snapshot
    }

    /// Whether the rule for a place in code that an unwind has passed finds its frame by the frame pointer; nil where no
    /// such rule is at hand.
    func usesFramePointer(at code: CodeAddress) -> Bool? { unwinder.usesFramePointer(at: code) }

    /// What a register held in a frame of the stack, where the stack pointer was that; nil where the rules do not tell.
    func register(
        _ number: Int, inFrame index: Int, at stackPointer: VirtualAddress, of stack: CapturedStack,
        _ registers: RegisterSet
    ) -> UInt64? {
        unwinder.register(number, inFrame: index, at: stackPointer, of: snapshot(of: stack, registers), in: map)
    }

    private func region(_ base: VirtualAddress, _ bytes: UnsafeRawBufferPointer) -> StackRegion {
        let end = base.advanced(by: Int64(bytes.count))
        return StackRegion(base: base, bytes: bytes, limit: max(end, limit(ofMappingAt: base)))
    }
}
