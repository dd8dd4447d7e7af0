import GlassCache
import GlassModel

/// What debug information said of the code of one build, in this run and in earlier ones: to read it anew takes most of what
/// naming costs, and each run meets mostly the lines that the one before it met.
struct KeptNames {
    private let cache: BuildCache
    private let build: BuildID
    private var table: NameTable?
    /// What is not in the table, by where it begins.
    private var added: [NamedExtent] = []

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
        let above = added.partitioningIndex { $0.range.lowerBound > address }
        if above > 0, added[above - 1].range.contains(address) { return added[above - 1].locations }
        return table?.locations(of: address)
    }

    mutating func add(_ locations: [SourceLocation], in extent: CodeExtent) {
        guard (table?.count ?? 0) + added.count < Self.maximumCount, !extent.range.isEmpty else { return }
        let index = added.partitioningIndex { $0.range.lowerBound > extent.address }
        added.insert(NamedExtent(range: extent.range, locations: locations), at: index)
    }

    /// Writes what is new.
    /// - Parameter isLast: However little it is.
    mutating func keep(isLast: Bool) {
        guard !added.isEmpty, isLast || added.count >= (table?.count ?? 0) / Self.growth else { return }
        // Others may have written meanwhile.
        let known = Self.read(build, cache)?.all ?? []
        let all = Dictionary((added + known).map { ($0.range.lowerBound, $0) }) { first, _ in first }
        let names = all.values.sorted { $0.range.lowerBound < $1.range.lowerBound }.prefix(Self.maximumCount)
        let file = cache.make(NameTable.kind, of: build) { NameTable.write(Array(names), to: &$0) }
        guard let written = file.flatMap({ NameTable($0) }) else { return }
        table = written
        added = []
    }
}

/// What stands at a stretch of code.
struct NamedExtent: Hashable {
    let range: Range<UInt64>
    /// Innermost first.
    let locations: [SourceLocation]
}
