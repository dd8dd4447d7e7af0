import GlassAnalysis
import GlassModel

/// Writes folded stacks: a line for each stack, its functions outermost first with `;` between, a blank, and what it
/// took: microseconds, or a number of samples. Most flame graph tools read this.
public struct FoldedWriter {
    public var metric: Metric
    /// Whether each stack stands below its thread's name.
    public var namesThreads: Bool

    public init(metric: Metric = .cpu, namesThreads: Bool = false) {
        self.metric = metric
        self.namesThreads = namesThreads
    }

    /// Stacks that took nothing are left out. What rounding to microseconds takes from one stack is added to the next,
    /// so that no line is wrong by more than a microsecond and the sum of all is not either.
    public func write(_ profile: Profile, selection: Selection = .all, to sink: inout some TextSink) throws {
        guard namesThreads else { return try write(profile, weights: profile.stackWeights(for: selection), to: &sink) }
        var tree = CallTree()
        tree.extend(with: profile)
        var lines = Lines(profile: profile, tree: tree, divisor: metric.isTime ? 1_000 : 1)
        for (thread, stacks) in profile.stackWeightsByThread(for: selection) {
            var dense = StackWeights(weights: ChunkedArray(repeating: .zero, count: profile.stacks.count))
            for (stack, weight) in stacks { dense.weights[stack.index] = weight }
            try lines.write(tree.weigh(dense), metric, below: profile.threads[thread]?.name, to: &sink)
        }
    }
}

extension FoldedWriter {
    /// Stacks of certain weights, whichever threads they are of.
    public func write(_ profile: Profile, weights: StackWeights, to sink: inout some TextSink) throws {
        var tree = CallTree()
        tree.extend(with: profile)
        var lines = Lines(profile: profile, tree: tree, divisor: metric.isTime ? 1_000 : 1)
        try lines.write(tree.weigh(weights), metric, below: nil, to: &sink)
    }
}

/// The lines of one output, which share what rounding left over.
private struct Lines {
    let profile: Profile
    let tree: CallTree
    let divisor: Int64
    private var remainder: Int64 = 0

    init(profile: Profile, tree: CallTree, divisor: Int64) {
        self.profile = profile
        self.tree = tree
        self.divisor = divisor
    }

    mutating func write(
        _ weights: TreeWeights, _ metric: Metric, below root: String?, to sink: inout some TextSink
    ) throws {
        var line = root.map { FoldedText.frame($0) } ?? ""
        var lengths: [Int] = []
        try tree.traverse { node, function in
            lengths.append(line.utf8.count)
            if !line.isEmpty { line += ";" }
            line += FoldedText.frame(profile.function(function).function)
            let count = take(metric.value(of: weights.selfWeight(of: node)))
            if count > 0 { try sink.write("\(line) \(count)\n") }
        } leave: { _, _ in
            let end = line.utf8.index(line.startIndex, offsetBy: lengths.removeLast())
            line.removeSubrange(end...)
        }
    }

    private mutating func take(_ value: Int64) -> Int64 {
        guard value > 0 else { return 0 }
        let (sum, overflow) = value.addingReportingOverflow(remainder)
        remainder = overflow ? 0 : sum % divisor
        return (overflow ? value : sum) / divisor
    }
}

/// A function's name within a folded stack.
enum FoldedText {
    /// Without what has a meaning in the format: `;` separates frames, and a newline ends a stack.
    static func frame(_ name: String) -> String {
        let clean = PlainText.clean(name)
        if clean.isEmpty { return "[unnamed]" }
        guard clean.utf8.contains(0x3B) else { return clean }
        return clean.split(separator: ";", omittingEmptySubsequences: false).joined(separator: ":")
    }
}
