import GRDB

/// The items, in a SQLite database with one connection per reading thread.
struct ItemStore: Sendable {
    static let itemCount: Int64 = 20_000
    private let database: DatabasePool

    /// Creates and fills the database.
    /// - Throws: `DemoError.noDatabase`.
    init(folder: String) throws {
        let path = folder + "/items.sqlite"
        do {
            var configuration = Configuration()
            configuration.maximumReaderCount = 64
            database = try DatabasePool(path: path, configuration: configuration)
            try database.write(Self.fill)
        } catch {
            throw DemoError.noDatabase(path: path, reason: "\(error)")
        }
    }

    /// The item by its primary key, or `nil`.
    @inline(never)
    func item(id: Int64) throws -> Item? {
        try database.read { try Item.fetchOne($0, key: id) }
    }

    /// Others of its category, the cheapest first, by an index.
    @inline(never)
    func itemsLike(_ item: Item) throws -> [Item] {
        try database.read {
            try Item.fetchAll(
                $0, sql: "SELECT * FROM item WHERE category = ? AND id <> ? ORDER BY priceCents LIMIT 10",
                arguments: [item.category, item.id])
        }
    }

    /// So many of the cheapest items.
    @inline(never)
    func cheapest(_ count: Int) throws -> [Item] {
        try database.read {
            try Item.fetchAll($0, sql: "SELECT * FROM item ORDER BY priceCents LIMIT ?", arguments: [count])
        }
    }

    /// The cheapest 20 whose description holds the words. `%`, `_` and `\` in them stand for themselves.
    @inline(never)
    func search(_ words: String) throws -> [Item] {
        try database.read {
            try Item.fetchAll(
                $0, sql: #"SELECT * FROM item WHERE description LIKE ? ESCAPE '\' ORDER BY priceCents LIMIT 20"#,
                arguments: ["%\(Self.escapeForLike(words))%"])
        }
    }

    private static func escapeForLike(_ words: String) -> String {
        words.reduce(into: "") { escaped, character in
            if "%_\\".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
    }

    private static func fill(_ database: Database) throws {
        try database.create(table: Item.databaseTableName) { table in
            table.primaryKey("id", .integer)
            table.column("name", .text).notNull()
            table.column("category", .integer).notNull()
            table.column("priceCents", .integer).notNull()
            table.column("description", .text).notNull()
        }
        try database.create(index: "itemByCategory", on: Item.databaseTableName, columns: ["category", "priceCents"])
        let insertion = try database.makeStatement(sql: "INSERT INTO item VALUES (?, ?, ?, ?, ?)")
        for number in 1...itemCount {
            let item = Item(number: number)
            try insertion.execute(
                arguments: [item.id, item.name, item.category, item.priceCents, item.description])
        }
    }
}
