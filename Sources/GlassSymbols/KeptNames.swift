import GlassCache
import GlassModel

/// What debug information said of the code of one build, in this run and in earlier ones: to read it anew takes most of what
/// naming costs, and each run meets mostly the lines that the one before it met.
struct KeptNames {
    private let cache: BuildCache
    private let build: BuildID
    private var table: NameTable?
    /// What is not in the table.
    private(set) var added = NameCollection()

    /// Stretches of a build; what comes beyond them is read each time.
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
    func locations(of address: UInt64) -> [SourceLocation]? {
        added.locations(of: address) ?? table?.locations(of: address)
    }

    /// How many more stretches there is room for.
    var room: Int { Self.maximumCount - (table?.count ?? 0) - added.stretches.count }

    mutating func add(_ locations: [SourceLocation], in extent: CodeExtent) {
        guard room > 0, !extent.range.isEmpty else { return }
        added.add(locations, in: extent)
    }

    /// Adds what `collect` does.
    mutating func add(_ collect: (inout NameCollection) -> Void) { collect(&added) }

    /// Writes what is new.
    /// - Parameter isLast: However little it is.
    mutating func keep(isLast: Bool) {
        let count = added.stretches.count
        guard count > 0, isLast || count >= (table?.count ?? 0) / Self.growth else { return }
        // Others may have written meanwhile.
        var all = Self.read(build, cache)?.content ?? NameCollection()
        all.merge(added)
        all.shorten(to: Self.maximumCount)
        let file = cache.make(NameTable.kind, of: build) { NameTable.write(all, to: &$0) }
        guard let written = file.flatMap({ NameTable($0) }) else { return }
        table = written
        added = NameCollection()
    }
}
