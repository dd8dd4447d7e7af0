/// How much a stack counts: time, not a count of one.
public struct Weight: Hashable, Sendable, Codable, AdditiveArithmetic {
    /// How many times the stack was seen, or known to stand unchanged.
    public var samples: Int64
    /// Time on a CPU.
    public var cpu: Nanoseconds
    /// Time that passed, running or not.
    public var wall: Nanoseconds

    public init(samples: Int64 = 0, cpu: Nanoseconds = .zero, wall: Nanoseconds = .zero) {
        self.samples = samples
        self.cpu = cpu
        self.wall = wall
    }

    /// Time that passed off the CPU: waiting, or runnable without a CPU. Never negative, though the kernel's two
    /// clocks may disagree by a tick.
    public var waiting: Nanoseconds { max(.zero, wall - cpu) }
    /// No part of a sound weight is negative.
    public var isSound: Bool { samples >= 0 && cpu >= .zero && wall >= .zero }
    public static var zero: Weight { Weight() }

    public static func + (left: Self, right: Self) -> Self {
        Weight(samples: left.samples &+ right.samples, cpu: left.cpu + right.cpu, wall: left.wall + right.wall)
    }

    public static func - (left: Self, right: Self) -> Self {
        Weight(samples: left.samples &- right.samples, cpu: left.cpu - right.cpu, wall: left.wall - right.wall)
    }
}

/// A stretch of one thread's time, ending at `time`, in which it stood at one stack as far as glass can tell.
public struct Sample: Hashable, Sendable, Codable {
    public var time: Timestamp
    public var thread: ThreadKey
    public var stack: StackID
    public var weight: Weight

    public init(time: Timestamp, thread: ThreadKey, stack: StackID, weight: Weight) {
        self.time = time
        self.thread = thread
        self.stack = stack
        self.weight = weight
    }
}

/// All samples of one thread at one stack that end in one second, summed.
public struct Rollup: Hashable, Sendable, Codable {
    /// Whole seconds since the epoch.
    public var second: Int64
    public var thread: ThreadKey
    public var stack: StackID
    public var weight: Weight

    public init(second: Int64, thread: ThreadKey, stack: StackID, weight: Weight) {
        self.second = second
        self.thread = thread
        self.stack = stack
        self.weight = weight
    }
}
