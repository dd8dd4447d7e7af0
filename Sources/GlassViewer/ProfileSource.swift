import GlassModel

/// Where the viewer gets a recording from: a file that grows, a file that is finished, an import.
public protocol ProfileSource: Sendable {
    /// What is new since the last call; nil where nothing is. Called about ten times a second, less often while
    /// the screen is frozen, never at the same time as itself, off the main actor.
    mutating func next() throws -> RecordingDelta?
    /// How far the first ``next()`` has come, where that takes long. May be asked for while it runs.
    var progress: LoadingProgress? { get }
    /// What the samples that worked for a request weigh at each stack. May be called while ``next()`` runs, as may the following.
    func stacks(of request: RequestID) throws -> [StackID: Weight]
    /// The same for all requests of a route that ended in some seconds since the epoch; nil for all of them.
    func stacks(ofRoute route: RouteID, endedIn seconds: Range<Int64>?) throws -> [StackID: Weight]
}

/// How much of a file has been read.
public struct LoadingProgress: Hashable, Sendable {
    /// Of the file.
    public let name: String
    /// In bytes.
    public let done: Int64
    /// In bytes; nil where nobody knows, as of a pipe.
    public let size: Int64?

    public init(name: String, done: Int64, size: Int64?) {
        self.name = name
        self.done = done
        self.size = size
    }
}

extension ProfileSource {
    /// None: what is recorded is there at once.
    public var progress: LoadingProgress? { nil }
    /// Nothing: other tools' profiles know no requests.
    public func stacks(of request: RequestID) throws -> [StackID: Weight] { [:] }
    public func stacks(ofRoute route: RouteID, endedIn seconds: Range<Int64>?) throws -> [StackID: Weight] { [:] }
}

/// What can be told to the agent that writes a live recording.
public struct ViewerControl: Sendable {
    /// In hertz.
    public var setRate: @Sendable (Double) -> Void
    public var pause: @Sendable () -> Void
    public var resume: @Sendable () -> Void

    public init(
        setRate: @escaping @Sendable (Double) -> Void, pause: @escaping @Sendable () -> Void,
        resume: @escaping @Sendable () -> Void
    ) {
        self.setRate = setRate
        self.pause = pause
        self.resume = resume
    }
}
