import GlassAnalysis
import GlassModel

/// The answer of `glass report`, as values: ``ReportText`` words it, `--json` writes it as it is.
struct ReportContent: Encodable, Equatable {
    struct Target: Encodable, Equatable {
        var pid: Int32
        /// The last component of the executable's path.
        var program: String
        var executable: String
        var commandLine: String
        var host: String
    }

    struct Recording: Encodable, Equatable {
        /// Nanoseconds since the epoch.
        var started: Int64
        var durationNs: Int64
        var rateHz: Double
        var rateAchievedHz: Double?
        var engine: String
        var end: String?
    }

    struct CPU: Encodable, Equatable {
        /// Of the samples.
        var sampledNs: Int64
        /// Of one core over the selected time, 1 = one core.
        var cores: Double
        var userNs: Int64?
        var systemNs: Int64?
    }

    struct Memory: Encodable, Equatable {
        var residentBytes: Int64
        var residentPeakBytes: Int64
        var proportionalBytes: Int64?
    }

    struct Cost: Encodable, Equatable {
        /// Of the target's CPU time, 0.01 = one per cent.
        var toTarget: Double?
        var agentCPUNs: Int64?
        var agentMemoryBytes: Int64?
    }

    struct Function: Encodable, Equatable {
        var function: String
        var module: String
        var selfNs: Int64
        var totalNs: Int64
        var selfWallNs: Int64
        var totalWallNs: Int64
        var selfSamples: Int64
        var totalSamples: Int64
        var selfShare: Double
        var totalShare: Double
    }

    struct Stack: Encodable, Equatable {
        /// Outermost first.
        var functions: [String]
        var cpuNs: Int64
        var wallNs: Int64
        var samples: Int64
        var share: Double
    }

    struct Thread: Encodable, Equatable {
        var tid: Int32
        var name: String
        var cpuNs: Int64
        var waitingNs: Int64
        var samples: Int64
        var share: Double
        var topFunction: String?
        var ended: Bool
    }

    struct LossEntry: Encodable, Equatable {
        var reason: String
        var detail: String
        var count: Int64
    }

    struct Unwinding: Encodable, Equatable {
        var stacks: Int64
        var whole: Int64
        /// Their frames, and those that were found by frame pointers, for want of a rule.
        var frames: Int64 = 0
        var framesGuessed: Int64 = 0
        /// Where the others ended.
        var broken: [LossEntry]
    }

    var target: Target
    var recording: Recording
    /// What the shares are of: `cpu`, `wall` or `samples`.
    var metric: String
    var samples: Int64
    var cpu: CPU
    var memory: Memory?
    var cost: Cost
    /// None where nobody asked for requests.
    var requests: ReportTraffic?
    var functions: [Function]
    var functionCount: Int
    var stacks: [Stack]
    var threads: [Thread]
    var threadCount: Int
    var losses: [LossEntry]
    var unwinding: Unwinding
    var notices: [String]
}
