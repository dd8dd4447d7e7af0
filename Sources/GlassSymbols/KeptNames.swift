import GlassCache
import GlassModel

/// What debug information said of addresses of one build, in this run and in earlier ones: to read it anew takes most of what
/// naming costs, and each run meets mostly the addresses that the one before it met.
struct KeptNames {
    private let cache: BuildCache
    private let build: BuildID
    private var table: NameTable?
    /// What is not in the table.
    private var added: [UInt64: [SourceLocation]] = [:]

    /// Addresses of a build; what comes beyond them is read each time.
    static let maximumCount = 1 << 16
    /// It is written again before the end where it has grown by one part in so many.
    private static let growth = 8

    init(of build: BuildID, in cache: BuildCache) {
        self.cache = cache
        self.build = build
        table = Self.read(build, cache)
    }

    private static func read(_ build: BuildID, _ cache: BuildCache) -> NameTable? {
        cache.file(NameTable.kind, of: build).flatMap { NameTable($0) }
    }

    /// What debug information told of an address, which may be nothing; nil where it was not asked.
    func locations(of address: UInt64) -> [SourceLocation]? { added[address] ?? table?.locations(of: address) }

    mutating func add(_ locations: [SourceLocation], at address: UInt64) {
        guard (table?.count ?? 0) + added.count < Self.maximumCount else { return }
        added[address] = locations
    }

    /// Writes what is new.
    /// - Parameter isLast: However little it is.
    mutating func keep(isLast: Bool) {
        guard !added.isEmpty, isLast || added.count >= (table?.count ?? 0) / Self.growth else { return }
        // Others may have written meanwhile.
        var all = added
        for (address, locations) in Self.read(build, cache)?.all ?? [:] where all.count < Self.maximumCount {
            all[address] = all[address] ?? locations
        }
        let file = cache.make(NameTable.kind, of: build) { NameTable.write(all, to: &$0) }
        guard let written = file.flatMap({ NameTable($0) }) else { return }
        table = written
        added = [:]
    }
}
