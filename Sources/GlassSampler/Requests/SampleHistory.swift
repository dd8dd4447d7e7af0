import GlassModel

/// The samples of the last minutes, so that a request that ends now can be told what was done for it. Bounded: where there
/// are too many, the oldest go.
struct SampleHistory {
    /// A stretch of time that a sample stands for.
    private struct Segment {
        var until: Timestamp
        var wall: Nanoseconds
        var cpu: Nanoseconds
        let stack: StackID
        /// Those that it stands for, negative where the thread stood there all the while. Otherwise it was seen there at
        /// the end, and what it did before, since the sample before, is taken to be the same.
        private var count: Int32

        init(_ sample: Sample, isStanding: Bool) {
            (until, stack) = (sample.time, sample.stack)
            (wall, cpu) = (sample.weight.wall, sample.weight.cpu)
            count = Int32(clamping: sample.weight.samples)
            if isStanding { count = ~count }
        }

        var isStanding: Bool { count < 0 }
        var samples: Int64 { Int64(isStanding ? ~count : count) }
        var from: Timestamp { Timestamp(rawValue: (Nanoseconds(until.rawValue) - wall).rawValue) }

        /// The thread still stands there.
        mutating func extend(by later: Segment) {
            wall += later.wall
            until = later.until
            count = ~Int32(clamping: samples + later.samples)
        }
    }

    struct TaskKey: Hashable {
        let process: ProcessID
        let task: UInt64
    }

    /// So many segments are kept at most, about 16 MB.
    private static let limit = 400_000
    private static let longest = Nanoseconds(900_000_000_000)
    private static let shortest = Nanoseconds(5_000_000_000)

    private var threads: [ThreadKey: [Segment]] = [:]
    private var tasks: [TaskKey: [Segment]] = [:]
    /// Segments that are kept.
    private(set) var count = 0
    private var age = SampleHistory.longest
    private var nextPruning = Timestamp(rawValue: .min)

    mutating func add(_ sample: Sample, task: TaskKey?, isStanding: Bool) {
        let segment = Segment(sample, isStanding: isStanding)
        count += Self.append(segment, to: &threads[sample.thread, default: []])
        if let task { count += Self.append(segment, to: &tasks[task, default: []]) }
        if sample.time > nextPruning { prune(at: sample.time) }
    }

    /// Neighbours at one stack become one; several threads may work for one task, and what is known of each comes in turns.
    /// How many segments came to be.
    private static func append(_ segment: Segment, to segments: inout [Segment]) -> Int {
        if let last = segments.indices.last, segments[last].stack == segment.stack,
            segment.from - segments[last].until < Nanoseconds(1_000), segment.until >= segments[last].until,
            segments[last].isStanding, segment.isStanding
        {
            segments[last].extend(by: segment)
            return 0
        }
        let place = (segments.lastIndex { $0.until <= segment.until } ?? -1) + 1
        segments.insert(segment, at: place)
        return 1
    }

    /// What a thread did between two moments, by stack. A sample that was taken later tells nothing of what was done
    /// before: a thread that waits now may have worked for a request since it was last seen waiting.
    func work(of thread: ThreadKey, from: Timestamp, to: Timestamp) -> [StackID: Weight] {
        Self.work(in: threads[thread] ?? [], from, to)
    }

    /// What was done while this task ran, between two moments, by stack.
    func work(of task: TaskKey, from: Timestamp, to: Timestamp) -> [StackID: Weight] {
        Self.work(in: tasks[task] ?? [], from, to)
    }

    private static func work(in segments: [Segment], _ from: Timestamp, _ to: Timestamp) -> [StackID: Weight] {
        var weights: [StackID: Weight] = [:]
        var place = segments.partitioningIndex { $0.until > from }
        while place < segments.count, segments[place].from < to {
            let segment = segments[place]
            let overlap = min(segment.until, to) - max(segment.from, from)
            place += 1
            guard overlap > .zero, segment.wall > .zero, segment.isStanding || segment.until <= to else { continue }
            let share = Double(overlap.rawValue) / Double(segment.wall.rawValue)
            let cpu = Nanoseconds(Int64((Double(segment.cpu.rawValue) * share).rounded()))
            weights[segment.stack, default: .zero] += Weight(
                samples: max(share >= 0.5 ? 1 : 0, Int64((Double(segment.samples) * share).rounded(.down))),
                cpu: min(cpu, overlap), wall: overlap)
        }
        return weights
    }

    /// Once a second: forgets what is too old to be asked for, or too much.
    private mutating func prune(at now: Timestamp) {
        nextPruning = now + Nanoseconds(1_000_000_000)
        if count > Self.limit {
            age = max(Self.shortest, Nanoseconds(age.rawValue / 4 * 3))
        } else if count < Self.limit / 2 {
            age = min(Self.longest, Nanoseconds(age.rawValue / 8 * 9))
        }
        let oldest = Timestamp(rawValue: (Nanoseconds(now.rawValue) - age).rawValue)
        count = 0
        threads = threads.compactMapValues { kept($0, since: oldest) }
        tasks = tasks.compactMapValues { kept($0, since: oldest) }
    }

    private mutating func kept(_ segments: [Segment], since oldest: Timestamp) -> [Segment]? {
        guard let last = segments.last, last.until >= oldest else { return nil }
        defer { count += segments.count }
        guard let first = segments.first, first.until < oldest else { return segments }
        let rest = Array(segments[segments.partitioningIndex { $0.until > oldest }...])
        count -= segments.count - rest.count
        return rest
    }
}
