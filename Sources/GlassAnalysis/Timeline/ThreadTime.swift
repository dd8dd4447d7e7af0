import GlassModel

/// How long a thread ran in some time, and how long it was there.
public struct ThreadTime: Hashable, Sendable {
    /// Seconds on a CPU.
    public var cpu: Float
    /// Seconds that passed for it; zero where nothing is known of it.
    public var wall: Float

    public static let zero = ThreadTime(cpu: 0, wall: 0)

    init(cpu: Float, wall: Float) { (self.cpu, self.wall) = (cpu, wall) }

    init(_ weight: Weight) { self.init(cpu: Float(weight.cpu.seconds), wall: Float(weight.wall.seconds)) }

    /// Whether anything is known of the thread in this time.
    public var isKnown: Bool { wall > 0 || cpu > 0 }

    /// 0 (it waited) to 1 (it ran all the time).
    public var shareOnCPU: Double { isKnown ? Double(min(1, cpu / max(cpu, wall))) : 0 }

    static func + (left: Self, right: Self) -> Self { Self(cpu: left.cpu + right.cpu, wall: left.wall + right.wall) }
}

/// What one thread did over time, column by column.
public struct ThreadLane: Sendable {
    public let thread: ThreadKey
    /// The column that ``times`` begin with.
    public private(set) var start = 0
    public private(set) var times: [ThreadTime] = []

    init(_ thread: ThreadKey) { self.thread = thread }

    /// Nothing where it is not known.
    public subscript(column: Int) -> ThreadTime? {
        guard times.indices.contains(column - start), times[column - start].isKnown else { return nil }
        return times[column - start]
    }

    /// Columns come in rising order.
    mutating func add(_ time: ThreadTime, column: Int) {
        if times.isEmpty { start = column }
        let place = column - start
        guard place >= 0 else { return }
        while times.count <= place { times.append(.zero) }
        times[place] = times[place] + time
    }
}
