/// The local variables of one thread's Python frames at one moment, as text that is fit to be shown.
///
/// They are in no recording: whoever asked for them is told, and they are forgotten.
public struct ThreadLocals: Codable, Hashable, Sendable {
    public let thread: ThreadKey
    /// Innermost first.
    public let frames: [Frame]

    public struct Frame: Codable, Hashable, Sendable {
        public let function: String
        public let file: String
        /// Arguments first.
        public let variables: [Variable]

        public init(function: String, file: String, variables: [Variable]) {
            self.function = function
            self.file = file
            self.variables = variables
        }
    }

    public struct Variable: Codable, Hashable, Sendable {
        public let name: String
        public let isArgument: Bool
        /// As Python writes it: `42`, `'ada'`, `[1, 2, … 98 more]`; `*` stands for what is redacted.
        public let value: String
        /// Whether the value could not be read, or changed while it was.
        public let isMissed: Bool

        public init(name: String, isArgument: Bool, value: String, isMissed: Bool) {
            self.name = name
            self.isArgument = isArgument
            self.value = value
            self.isMissed = isMissed
        }
    }

    public init(thread: ThreadKey, frames: [Frame]) {
        self.thread = thread
        self.frames = frames
    }
}
