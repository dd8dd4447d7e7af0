import CGlass
import GlassModel

/// Names addresses: function, file, line and inlined callers, from what the module's file, its debug file and its
/// symbol tables say.
///
/// It keeps modules open within the bounds of its options and remembers addresses only for later runs: ask once for each.
/// To be used by one thread at a time. Naming an address costs microseconds once its compilation unit is indexed; the first address in
/// a module or a unit costs milliseconds, so that addresses are best asked for module by module.
public final class Symbolizer {
    private struct Slot {
        let module: SymbolModule
        var lastUse: Int
    }

    private let options: SymbolizerOptions
    private let debuginfod: Debuginfod?
    private var slots: [SymbolSource: Slot] = [:]
    private var clock = 0

    public private(set) var statistics = SymbolizerStatistics()

    public init(options: SymbolizerOptions = .init()) {
        self.options = options
        debuginfod = options.usesDebuginfod ? Debuginfod() : nil
    }

    /// The functions that stand at `address`: the innermost inlined one first, the compiled function last, at least one.
    ///
    /// - Parameter address: where to look, which for a return address is one byte before it.
    public func locations(of address: ModuleAddress, in source: SymbolSource) -> [SourceLocation] {
        let module = module(for: source)
        let known = module.locations(of: address.rawValue)
        keepWithinBounds(using: module)
        statistics.addresses += 1
        statistics.tooLarge += module.takeTooLarge() ? 1 : 0
        if !known.isEmpty { return known }
        statistics.unnamed += 1
        let place = "\(source.name)+0x\(String(address.rawValue, radix: 16))"
        return [SourceLocation(function: PrintableText.text(place), hasName: false)]
    }

    /// The functions at each of many addresses, in their order. Looks them up module by module and by address, so that
    /// as little as can be is opened twice: much faster than one by one.
    public func locations(of places: [(address: ModuleAddress, source: SymbolSource)]) -> [[SourceLocation]] {
        var result = [[SourceLocation]](repeating: [], count: places.count)
        for (source, indices) in Dictionary(grouping: places.indices, by: { places[$0].source }) {
            for index in indices.sorted(by: { places[$0].address < places[$1].address }) {
                result[index] = locations(of: places[index].address, in: source)
            }
        }
        return result
    }

    /// The best that names of a module come from. Opens it.
    public func kind(of source: SymbolSource) -> DebugInformation {
        let module = module(for: source)
        defer { keepWithinBounds(using: module) }
        return module.kind
    }

    /// What the indexes and caches of all open modules take, in bytes, as it is estimated.
    public var memoryInUse: Int { slots.values.reduce(0) { $0 + $1.module.byteCount } }

    /// Closes debug information that nobody has asked for since at least so long; longer where it took long to open.
    /// - Returns: Whether anything was closed.
    public func closeUnused(for least: Duration, at now: ContinuousClock.Instant = .now) -> Bool {
        let closed = slots.values.count { $0.module.closeDwarf(unusedFor: least, at: now) }
        return closed > 0
    }

    /// Keeps what debug information told for later runs, where there is a cache. To be called at the end.
    public func keepNames() {
        for slot in slots.values { slot.module.keepNames(isLast: true) }
    }

    private func module(for source: SymbolSource) -> SymbolModule {
        clock += 1
        if let slot = slots[source] {
            slots[source]?.lastUse = clock
            return slot.module
        }
        if slots.count >= max(1, options.openModules) { closeLeastRecentlyUsed() }
        let module = SymbolModule(source, options: options, debuginfod: debuginfod)
        statistics.modulesUnreadable += module.isReadable ? 0 : 1
        statistics.buildIDMismatches += module.buildIDMismatches
        slots[source] = Slot(module: module, lastUse: clock)
        return module
    }

    private func closeLeastRecentlyUsed() {
        guard let oldest = slots.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        oldest.value.module.keepNames(isLast: false)
        slots[oldest.key] = nil
        statistics.evictions += 1
    }

    /// Closes others first; the module in use is reopened only where what it read since is worth it, for it would
    /// otherwise be opened for each address.
    private func keepWithinBounds(using current: SymbolModule) {
        var isOver = memoryInUse > options.memoryLimit
        guard isOver else { return }
        while isOver, slots.count > 1 {
            closeLeastRecentlyUsed()
            isOver = memoryInUse > options.memoryLimit
        }
        if isOver, current.grownByteCount > options.memoryLimit / 2 {
            current.closeDwarf()
            statistics.evictions += 1
        }
        // What libdw gave back lies in many small pieces that the allocator would keep.
        malloc_trim(0)
    }
}
