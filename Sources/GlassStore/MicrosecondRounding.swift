import GlassModel

/// Cuts samples to whole microseconds, which halves the room they take: what is below is the noise of taking them. What
/// is cut off one sample counts to the next of its thread, so that sums stay right to the microsecond.
struct MicrosecondRounding {
    /// A sample's numbers in microseconds.
    struct Rounded {
        let time: Int64
        let wall: Int64
        let cpu: Int64
    }

    private struct Carry {
        var wall: Int64
        var cpu: Int64
    }

    private var carries: [Carry?]

    init(threads count: Int) { carries = [Carry?](repeating: nil, count: count) }

    /// `thread` is below the number of threads.
    mutating func round(_ sample: Sample, thread: Int) -> Rounded {
        let time = Self.split(sample.time.rawValue)
        let wall = sample.weight.wall.rawValue
        // The carry begins so that a stretch of time and its two ends are cut alike.
        let carry = carries[thread] ?? Carry(wall: Self.split(sample.time.rawValue &- wall).rest, cpu: 0)
        let wallParts = Self.split(carry.wall &+ wall)
        let cpuParts = Self.split(carry.cpu &+ sample.weight.cpu.rawValue)
        carries[thread] = Carry(wall: wallParts.rest, cpu: cpuParts.rest)
        return Rounded(time: time.whole, wall: wallParts.whole, cpu: cpuParts.whole)
    }

    /// Whole microseconds, rounded down, and the nanoseconds that are left.
    private static func split(_ nanoseconds: Int64) -> (whole: Int64, rest: Int64) {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000)
        return rest < 0 ? (whole - 1, rest + 1_000) : (whole, rest)
    }
}
