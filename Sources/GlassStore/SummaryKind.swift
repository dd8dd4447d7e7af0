/// What a row of the table `summary` sums up.
enum SummaryKind: String {
    /// What each thread took at each stack. Lengths: ``stackLengths``.
    case stacks
    /// What each thread took in each second. Length: ``threadLength``.
    case threads
    /// What each stack took, and each thread, from the first second that holds anything on. Lengths: whatever it was, about
    /// every ``totalsLength``.
    case totals
    /// Readings of counters.
    case counters
    /// Rows of `frame`.
    case frames
    /// Rows of `stack`.
    case tree

    /// In seconds. Each is a multiple of the one before, whose summaries it is made from.
    static let stackLengths: [Int64] = [60, 600, 3_600]
    static let threadLength: Int64 = 60
    static let totalsLength: Int64 = 3_600

    /// Those that stand for a number of rows, as they come.
    static let ofRows: [SummaryKind] = [.counters, .frames, .tree]

    /// How many rows one of these stands for.
    var rowLength: Int64 {
        switch self {
        case .counters: 8_192
        case .frames: 4_096
        case .tree: 16_384
        case .stacks, .threads, .totals: 0
        }
    }
}
