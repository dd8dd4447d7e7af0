import CGlass
import GlassModel
import Glibc

/// One module as it is open for naming. Everything in it is read when it is first needed: DWARF and the index of its
/// units, the indexes of symbol tables.
final class SymbolModule {
    private let source: SymbolSource
    private let options: SymbolizerOptions
    private let file: ELFFile?
    private let search: DebugFileSearch
    private let debuginfod: Debuginfod?

    private var reader: DwarfReader?
    var units: DwarfUnitIndex?
    /// The CPU time that DWARF took since it was opened, and when it was last asked for.
    private var dwarfTime = Duration.zero
    private var lastDwarfUse = ContinuousClock.now
    private var isDwarfUsable = true
    private var mayAskServers: Bool
    private lazy var debugFile: DebugFileSearch.Found? = findDebugFile()
    lazy var tables: [Table] = openTables()
    private lazy var goTable: GoLineTable? = file.flatMap { GoLineTable($0) }
    lazy var kept: KeptNames? = openKept()
    /// Functions that were learnt whole, by their DIE, or were found to be too large; and how long that took.
    var functionsLearnt: Set<Dwarf_Off> = []
    var learningTime = Duration.zero

    struct Table {
        let kind: DebugInformation
        let symbols: SymbolTable
    }

    /// Files passed over because their build ID is another.
    private(set) var buildIDMismatches = 0
    /// Set once DWARF was left alone for its size.
    private var isTooLarge = false
    private var tableByteCount = 0

    var isReadable: Bool { file != nil }
    /// What its indexes and libdw's caches take, roughly.
    var byteCount: Int {
        (reader?.byteCount ?? 0) + (units?.byteCount ?? 0) + tableByteCount + (kept?.added.byteCount ?? 0)
    }
    /// What ``closeDwarf()`` gives back beyond what opening it again takes.
    var grownByteCount: Int { reader.map { $0.byteCount - $0.baseByteCount } ?? 0 }

    init(_ source: SymbolSource, options: SymbolizerOptions, debuginfod: Debuginfod?) {
        self.source = source
        self.options = options
        self.debuginfod = debuginfod
        mayAskServers = debuginfod != nil
        search = DebugFileSearch(source, directories: options.debugDirectories)
        (file, buildIDMismatches) = Self.open(source)
    }

    private static func open(_ source: SymbolSource) -> (ELFFile?, mismatches: Int) {
        if let image = source.memoryImage { return (ELFFile(ByteSource(bytes: image)), 0) }
        var mismatches = 0
        for path in source.candidates {
            guard let bytes = ByteSource(path: path), let file = ELFFile(bytes) else { continue }
            if let wanted = source.buildID, let found = file.buildID, wanted != found {
                mismatches += 1
                continue
            }
            return (file, mismatches)
        }
        return (nil, mismatches)
    }

    /// Whether DWARF was left alone for its size, told once.
    func takeTooLarge() -> Bool {
        defer { isTooLarge = false }
        return isTooLarge
    }

    /// Closes what is open of DWARF; the index of units stays.
    func closeDwarf() { reader = nil }

    /// Keeps what DWARF told for later runs.
    func keepNames(isLast: Bool) { kept?.keep(isLast: isLast) }

    /// Closes it where nobody has asked for it for some time, and for so long that to open it again and read as much of it
    /// takes at most a thousandth of that: a service meets code that it has not run before for hours.
    /// - Returns: Whether there was something to close.
    func closeDwarf(unusedFor least: Duration, at now: ContinuousClock.Instant) -> Bool {
        guard reader != nil, now - lastDwarfUse >= max(least, dwarfTime * 1000) else { return false }
        reader = nil
        keepNames(isLast: false)
        return true
    }

    // MARK: Naming

    /// The functions at `address`, innermost first; none where there is no name.
    func locations(of address: UInt64) -> [SourceLocation] {
        var locations = named(address)
        // Go's runtime only ever notes it as the place where a goroutine left its stack.
        for index in locations.indices where locations[index].function.hasPrefix("runtime.systemstack_switch") {
            locations[index].role = .helper
        }
        return locations
    }

    private func named(_ address: UInt64) -> [SourceLocation] {
        takeAnswerOfServers()
        guard file != nil else { return [] }
        if let found = kept?.locations(of: address) ?? dwarfLocations(of: address), !found.isEmpty { return found }
        return locationsWithoutDwarf(of: address)
    }

    private func locationsWithoutDwarf(of address: UInt64) -> [SourceLocation] {
        if let place = goTable?.location(of: address) { return [place] }
        return symbolName(at: address).map { [SourceLocation(Demangler.name(of: $0))] } ?? []
    }

    /// Nil or none where DWARF knows nothing of the address.
    private func dwarfLocations(of address: UInt64) -> [SourceLocation]? {
        let begin = Self.threadCPU
        let learningBefore = learningTime
        defer { dwarfTime += Self.threadCPU - begin - (learningTime - learningBefore) }
        guard let reader = openDwarf(), let units else { return nil }
        var fallback: [SourceLocation]?
        let offsets = units.units(at: address)
        if offsets.isEmpty {
            // Such as the stubs of the procedure linkage table, to name which takes all tables of symbols.
            let locations = locationsWithoutDwarf(of: address)
            kept?.add(locations, in: CodeExtent(only: address))
            return locations
        }
        for offset in offsets {
            guard var unit = reader.unit(at: offset) else { continue }
            var extent = CodeExtent(around: address)
            if let function = reader.function(within: &extent, in: unit) {
                if learningTime <= dwarfTime + (Self.threadCPU - begin), learn(function, in: unit, reader),
                    let known = kept?.locations(of: address)
                {
                    return known
                }
                // What stands in two units is only known of the address itself.
                return locations(in: function, extent, unit, isOnlyUnit: offsets.count == 1, reader)
            }
            // Assembly and skeletons of split DWARF have lines and no functions.
            if fallback == nil, let name = symbolName(at: address),
                let place = reader.line(within: &extent, in: &unit)
            {
                fallback = [SourceLocation(Demangler.name(of: name), file: place.file, line: place.line)]
            }
        }
        return fallback
    }

    /// Nil where the function has no name.
    private func locations(
        in function: Dwarf_Die, _ found: CodeExtent, _ unit: DwarfReader.Unit, isOnlyUnit: Bool, _ reader: DwarfReader
    ) -> [SourceLocation]? {
        var (extent, hasLinkersName) = (found, false)
        let locations = reader.locations(within: &extent, in: function, unit: unit) { die in
            guard die.addr == function.addr else { return DwarfReader.name(of: die) }
            let (name, isLinkers) = compiledName(die, at: found.address)
            hasLinkersName = isLinkers
            return name
        }
        guard locations.last?.isInlined == false else { return nil }
        let isExtended = isOnlyUnit && (!hasLinkersName || hasOneSymbol(extent))
        kept?.add(locations, in: isExtended ? extent : CodeExtent(only: extent.address))
        return locations
    }

    /// libc's DWARF calls `malloc` `__libc_malloc`: of the names that the C library reserves for itself, the one that
    /// its callers use is preferred.
    func compiledName(_ function: Dwarf_Die, at address: UInt64) -> (ReadableName?, isLinkers: Bool) {
        let name = DwarfReader.name(of: function)
        if let name, !name.text.hasPrefix("_") { return (name, false) }
        guard let symbol = symbolName(at: address) else { return (name, true) }
        let alias = Demangler.name(of: symbol)
        return (
            name == nil || !alias.text.hasPrefix("_") && !symbol.contains(UInt8(ascii: ".")) ? alias : name, true
        )
    }

    /// Whether the linker calls all of it by one name, as far as its ends tell.
    private func hasOneSymbol(_ extent: CodeExtent) -> Bool {
        guard let last = extent.range.last else { return false }
        let name = symbolName(at: extent.address)
        return symbolName(at: extent.range.lowerBound) == name && symbolName(at: last) == name
    }

    private func symbolName(at address: UInt64) -> [UInt8]? { file.flatMap { symbolName(at: address, in: $0) } }

    private func symbolName(at address: UInt64, in file: ELFFile) -> [UInt8]? {
        for table in tables {
            if let name = table.symbols.name(at: address, .covering) { return name }
        }
        if let stub = ProcedureLinkage(file).target(of: address) { return stub + Array("@plt".utf8) }
        for table in tables {
            if let name = table.symbols.name(at: address, .nearest(in: file)) { return name }
        }
        return nil
    }

    // MARK: What names come from

    /// The best that this module's names come from.
    var kind: DebugInformation {
        takeAnswerOfServers()
        if openDwarf() != nil { return dwarfFile?.path.map { .debugFile($0) } ?? .dwarf }
        return tables.first?.kind ?? .none
    }

    private static func hasDwarf(_ file: ELFFile) -> Bool { file.section(".debug_info") != nil }

    /// The file that DWARF is read from, with its path where it is a separate one.
    private var dwarfFile: (file: ELFFile, path: String?)? {
        guard let file else { return nil }
        if Self.hasDwarf(file) { return (file, nil) }
        guard let debugFile, Self.hasDwarf(debugFile.file) else { return nil }
        return (debugFile.file, debugFile.path)
    }

    private func openDwarf() -> DwarfReader? {
        lastDwarfUse = .now
        if let reader { return reader }
        guard isDwarfUsable, let (file, path) = dwarfFile else { return nil }
        dwarfTime = .zero
        do throws(DwarfReader.Failure) {
            let opened = try DwarfReader(
                file, decompressionLimit: options.decompressionLimit, cache: options.cache
            ) { name, identity in
                search.alternatePaths(name: name, identity: BuildID(bytes: identity), from: path ?? source.path)
            }
            let base = file.sections.lazy.filter(\.isCode).map(\.address).min() ?? 0
            if units == nil { units = opened.indexUnits(base: max(1, base)) }
            reader = opened
        } catch {
            isDwarfUsable = false
            if case .tooLarge = error { isTooLarge = true }
        }
        return reader
    }

    static var threadCPU: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func findDebugFile() -> DebugFileSearch.Found? {
        guard let file, source.memoryImage == nil, !Self.hasDwarf(file) else { return nil }
        return search.debugFile(of: file)
    }

    private func openKept() -> KeptNames? {
        guard let cache = options.cache, source.memoryImage == nil, let build = file?.buildID else { return nil }
        return KeptNames(of: build, in: cache)
    }

    private func openTables() -> [Table] {
        guard let file else { return [] }
        var tables: [Table] = []
        defer { tableByteCount = tables.reduce(0) { $0 + $1.symbols.byteCount } }
        if let symbols = SymbolTable(file, type: SHT_SYMTAB) {
            tables = [Table(kind: .symtab, symbols: symbols)]
        } else if let found = debugFile, let symbols = SymbolTable(found.file, type: SHT_SYMTAB) {
            tables = [Table(kind: .debugFile(found.path), symbols: symbols)]
        } else {
            if let inner = MiniDebugInfo.open(in: file, limit: options.memoryLimit),
                let symbols = SymbolTable(inner, type: SHT_SYMTAB)
            {
                tables.append(Table(kind: .gnuDebugdata, symbols: symbols))
            }
            if let symbols = SymbolTable(file, type: SHT_DYNSYM) {
                tables.append(Table(kind: .dynsym, symbols: symbols))
            }
        }
        return tables
    }

    /// Asks the servers for a debug file where there is none here, and takes up what they have answered since.
    private func takeAnswerOfServers() {
        guard mayAskServers, let debuginfod, let file, source.memoryImage == nil else { return }
        guard !Self.hasDwarf(file), debugFile == nil, let identity = source.buildID ?? file.buildID else {
            mayAskServers = false
            return
        }
        switch debuginfod.answer(for: identity) {
        case .pending: return
        case .absent: break
        case .found(let path):
            if let bytes = ByteSource(path: path), let found = ELFFile(bytes), found.buildID == identity {
                debugFile = DebugFileSearch.Found(path: path, file: found)
                tables = openTables()
            }
        }
        mayAskServers = false
    }
}
