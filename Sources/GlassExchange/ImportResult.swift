import GlassModel

/// What was read from another tool's file.
public struct ImportResult: Sendable {
    /// The whole of it, as if it had been recorded.
    public let delta: RecordingDelta
    public let deadLetters: DeadLetters
}

/// The parts of an input that could not be understood. All are counted; the first few are kept.
public struct DeadLetters: Hashable, Sendable {
    /// One of them.
    public struct Letter: Hashable, Sendable, CustomStringConvertible {
        /// `line 7`, `event 12 of profile 1`.
        public let place: String
        public let problem: String

        public var description: String { "\(place): \(problem)" }
    }

    /// How many are kept.
    public static let limit = 10

    public private(set) var count = 0
    public private(set) var first: [Letter] = []

    public init() {}

    mutating func add(_ place: @autoclosure () -> String, _ problem: @autoclosure () -> String) {
        count += 1
        if first.count < Self.limit { first.append(Letter(place: place(), problem: problem())) }
    }
}

/// Why an input as a whole could not be read.
public enum ImportError: Error, Hashable, CustomStringConvertible {
    /// There is not one byte in it.
    case empty(name: String)
    /// Stacks without a number of how often each was seen.
    case noCounts(name: String)
    /// What `perf record` wrote, which `perf` alone can read.
    case perfData(name: String)
    /// Nothing in it looks like a profile.
    case noProfile(name: String)
    /// Compressed or archived; the text names the format.
    case compressed(name: String, format: String)
    /// It has the right looks, but not one stack in it could be understood.
    case nothingUnderstood(name: String, format: String, first: String?)
    /// It ends early or breaks its own format's rules.
    case malformed(name: String, format: String, problem: String)

    public var description: String {
        switch self {
        case .empty(let name): "\(name) is empty"
        case .noCounts(let name):
            "\(name) has stacks without counts: each line must end with a blank and a number (`main;work 12`)"
        case .perfData(let name): "\(name) is perf's own file: write it as text first (`perf script -i FILE`)"
        case .noProfile(let name):
            "\(name) is no profile: expected a glass recording, folded stacks (`main;work 12` lines), output of"
                + " `perf script`, a speedscope file or samples that glass exported as CSV"
        case .compressed(let name, let format): "\(name) is compressed: unpack it first (\(format))"
        case .nothingUnderstood(let name, let format, let first):
            "\(name) holds no stack that could be understood as \(format)" + (first.map { " (\($0))" } ?? "")
        case .malformed(let name, let format, let problem): "\(name) is no valid \(format): \(problem)"
        }
    }
}
