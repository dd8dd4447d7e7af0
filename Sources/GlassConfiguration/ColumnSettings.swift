/// The section `[columns]`, which has a table of its own for each table of the screen.
public struct ColumnSettings: Hashable, Sendable {
    /// How one table of the screen is arranged.
    public struct Table: Hashable, Sendable {
        public let name: String
        /// The columns, from left to right.
        public var show: Setting<[String]>
        /// In cells, of those columns that are not as wide as usual.
        public var widths = Setting<[String: Int]>([:])
        /// The column that rows are sorted by.
        public var sort: Setting<String>
        /// Whether they are sorted the other way round.
        public var isReversed = Setting(false)
    }

    /// In the order of the vocabulary; none without one.
    public private(set) var tables: [Table]

    public init(_ vocabulary: Vocabulary? = nil) {
        tables = vocabulary?.tables.map { Table(name: $0.name, show: Setting($0.usual), sort: Setting($0.sort)) } ?? []
    }
}

extension ColumnSettings: ConfigurationSection {
    static let name = "columns"

    init(_ reader: SectionReader) throws(ConfigurationError) {
        self.init(reader.vocabulary)
        guard let vocabulary = reader.vocabulary else {
            reader.takeAllKeys()
            return
        }
        for (index, known) in vocabulary.tables.enumerated() {
            try reader.section(known.name) { reader throws(ConfigurationError) in
                try tables[index].read(reader, known)
            }
        }
    }

    var entries: [ConfigurationEntry] { [] }

    var parts: [(path: String, entries: [ConfigurationEntry])] {
        tables.map { table in
            let entries = [
                ConfigurationEntry("show", table.show),
                ConfigurationEntry("widths", TOMLText.table(table.widths.value), table.widths.origin),
                ConfigurationEntry("sort", table.sort), ConfigurationEntry("reverse", table.isReversed),
            ]
            return ("\(Self.name).\(table.name)", entries)
        }
    }
}

extension ColumnSettings.Table {
    fileprivate mutating func read(_ reader: SectionReader, _ known: Vocabulary.Table) throws(ConfigurationError) {
        if let show = try reader.strings("show") {
            for column in show.value where !known.columns.contains(column) {
                throw reader.error("show", .unusable(column, expected: known.expectation))
            }
            if show.value.isEmpty { throw reader.error("show", .unusable("[]", expected: known.expectation)) }
            self.show = show
        }
        if let widths = try reader.integerMap("widths", in: 3...200) {
            for column in widths.value.keys.sorted() where !known.columns.contains(column) {
                throw reader.error("widths", .unusable(column, expected: known.expectation))
            }
            self.widths = widths
        }
        if let sort = try reader.string("sort", among: known.columns) { self.sort = sort }
        if let isReversed = try reader.boolean("reverse") { self.isReversed = isReversed }
    }
}

extension Vocabulary.Table {
    fileprivate var expectation: String { "one or more of \(columns.joined(separator: ", "))" }
}
