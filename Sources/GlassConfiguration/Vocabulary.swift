/// The names that the screen knows. What reads a configuration checks the sections that are about the screen against
/// them; a program without a screen has no vocabulary and takes those sections as they stand.
public struct Vocabulary: Sendable {
    /// Something that keys ask for, with its standard keys.
    public struct Action: Hashable, Sendable {
        public let name: String
        public let keys: [String]

        public init(name: String, keys: [String]) {
            self.name = name
            self.keys = keys
        }
    }

    /// A table of the screen.
    public struct Table: Hashable, Sendable {
        public let name: String
        public let columns: [String]
        /// Those that show by themselves.
        public let usual: [String]
        /// The column that rows are sorted by by themselves.
        public let sort: String

        public init(name: String, columns: [String], usual: [String], sort: String) {
            self.name = name
            self.columns = columns
            self.usual = usual
            self.sort = sort
        }
    }

    public var panes: [String]
    public var metrics: [String]
    public var actions: [Action]
    public var tables: [Table]
    /// The one name of a key that may have several; nil for what is no name of a key.
    public var keyName: @Sendable (String) -> String?

    public init(
        panes: [String], metrics: [String], actions: [Action], tables: [Table],
        keyName: @escaping @Sendable (String) -> String?
    ) {
        self.panes = panes
        self.metrics = metrics
        self.actions = actions
        self.tables = tables
        self.keyName = keyName
    }
}
