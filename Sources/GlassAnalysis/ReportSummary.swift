import GlassModel

/// The answer to "where does the time go?" as one value, for a text or a JSON document. Units stand in the names:
/// `Ns` nanoseconds (moments since the epoch), `Bytes`, `Share` 0 … 1, `Percent` of one core.
public struct ReportSummary: Codable, Sendable, Hashable {
    public struct Target: Codable, Sendable, Hashable {
        public var pid: Int32
        public var executable: String
        public var commandLine: String
        public var host: String
        public var engine: String
        public var version: String
        public var startedNs: Int64
        /// Nil while it runs, and where the agent was killed.
        public var endedNs: Int64?
        /// How it came to its end, as a person reads it.
        public var end: String?
    }

    public struct CPU: Codable, Sendable, Hashable {
        /// On CPU as sampled, over all threads.
        public var sampledNs: Int64
        /// As the kernel counted it while recording; nil where it was not read.
        public var countedNs: Int64?
        /// Of one core, over the duration; counted where that is known.
        public var percent: Double
        public var userNs: Int64?
        public var systemNs: Int64?
    }

    public struct Memory: Codable, Sendable, Hashable {
        public var firstBytes: Int64
        public var lastBytes: Int64
        public var peakBytes: Int64
    }

    public struct Function: Codable, Sendable, Hashable {
        public var name: String
        public var module: String
        public var selfCpuNs: Int64
        public var totalCpuNs: Int64
        public var selfWallNs: Int64
        public var totalWallNs: Int64
        public var samples: Int64
        /// Of all CPU time.
        public var selfShare: Double
        public var totalShare: Double
    }

    public struct Stack: Codable, Sendable, Hashable {
        /// Outermost first.
        public var frames: [String]
        public var cpuNs: Int64
        public var wallNs: Int64
        public var samples: Int64
        /// Of all CPU time.
        public var share: Double
    }

    public struct Thread: Codable, Sendable, Hashable {
        public var name: String
        public var tid: Int32
        public var pid: Int32
        public var cpuNs: Int64
        public var wallNs: Int64
        public var waitingNs: Int64
        public var samples: Int64
        /// Of all CPU time.
        public var share: Double
        public var state: String?
        public var topFunction: String?
        public var hasEnded: Bool
    }

    public struct LossCount: Codable, Sendable, Hashable {
        public var reason: String
        public var detail: String
        public var count: Int64
    }

    public struct Unwinds: Codable, Sendable, Hashable {
        public struct End: Codable, Sendable, Hashable {
            public var module: String
            public var reason: String
            public var count: Int64
        }

        public var count: Int64
        public var whole: Int64
        public var wholeShare: Double
        /// All that did not reach a root, the most frequent first.
        public var broken: [End]
    }

    /// What glass did, and what that cost.
    public struct Sampling: Codable, Sendable, Hashable {
        public var rateAskedHz: Double
        /// Mean over the recording; nil where it was not read.
        public var rateAchievedHz: Double?
        /// Time stopped, of the target's CPU time.
        public var costShare: Double?
        public var stoppedNs: Int64?
        public var agentCpuNs: Int64?
        public var agentMemoryBytes: Int64?
        public var samples: Int64
    }

    public var target: Target
    public var durationNs: Int64
    public var cpu: CPU
    public var wallNs: Int64
    public var waitingNs: Int64
    public var memory: Memory?
    public var functions: [Function]
    public var stacks: [Stack]
    public var threads: [Thread]
    public var losses: [LossCount]
    public var unwinds: Unwinds
    public var sampling: Sampling
    /// Records of the recording that made no sense.
    public var malformed: Int
}
