/// What a row of the table `summary` sums up.
enum SummaryKind: String {
    /// What each thread took at each stack. Lengths: ``stackLengths``.
    case stacks
    /// What each thread took in each second. Length: ``threadLength``.
    case threads
    /// Readings of counters. Length: ``counterLength``.
    case counters

    /// In seconds. Each is a multiple of the one before, whose summaries it is made from.
    static let stackLengths: [Int64] = [60, 600, 3_600]
    static let threadLength: Int64 = 60
    /// In rows.
    static let counterLength: Int64 = 8_192
}
