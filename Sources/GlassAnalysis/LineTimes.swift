import GlassModel

/// What the lines of a function's source file took, and the function's lines in other files.
public struct LineTimes: Sendable {
    /// One line; with no file or no line where that is not known.
    public struct Row: Hashable, Sendable {
        public let file: String?
        /// From 1.
        public let line: Int32?
        /// One that stands on the line: the function that is looked at, where it does.
        public fileprivate(set) var function: FunctionID
        /// Of samples that stood on the line itself.
        public fileprivate(set) var selfWeight = Weight.zero
        /// Of samples on the line or in what it called, each counted once however often it recurs in a stack.
        public fileprivate(set) var total = Weight.zero
    }

    public let subject: FunctionID
    /// As it is recorded: that in which the function took the most time. None where no file is known.
    public let file: String?
    /// The lines of the file that took anything, rising.
    public private(set) var rows: [Row] = []
    /// The lines that the function stands on, in whatever file; one without a number comes last.
    public private(set) var functionRows: [Row] = []
    /// Of everything that was looked at.
    public let all: Weight

    /// Goes through all stacks that weigh anything.
    public static func read(profile: Profile, weights: StackWeights, subject: FunctionID) -> LineTimes {
        let sums = StackSums(profile, weights)
        let file = mainFile(of: subject, profile, sums)
        var times = LineTimes(subject: subject, file: file, all: sums.all)
        var table = LineTable(profile, file: file, subject: subject)
        table.add(sums, profile)
        times.rows = table.rows.filter { $0.file == file && $0.line != nil && $0.total != .zero }
        times.rows.sort { ($0.line ?? 0) < ($1.line ?? 0) }
        times.functionRows = table.rows.filter { $0.function == subject && $0.total != .zero }
        times.functionRows.sort { ($0.file ?? "", $0.line ?? .max) < ($1.file ?? "", $1.line ?? .max) }
        return times
    }

    private init(subject: FunctionID, file: String?, all: Weight) {
        self.subject = subject
        self.file = file
        self.all = all
    }

    /// The heaviest of its files: parts of a function may stand in others, as what a macro or a template brings in.
    private static func mainFile(of subject: FunctionID, _ profile: Profile, _ sums: StackSums) -> String? {
        var wall: [String: Int64] = [:]
        for (stack, function) in profile.stackFunctions.enumerated() where function == subject {
            guard let file = profile.frame(ofStack: stack)?.file else { continue }
            wall[file, default: 0] &+= max(0, sums.totals[stack].wall.rawValue, sums.totals[stack].samples)
        }
        return wall.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// What a line of the file took; nil for nothing.
    public func row(ofLine line: Int) -> Row? {
        let place = rows.partitioningIndex { ($0.line ?? 0) >= Int32(clamping: line) }
        return rows.indices.contains(place) && rows[place].line.map(Int.init) == line ? rows[place] : nil
    }

    /// The line that takes the most time, by itself or, where none does, with what it calls; nil where none takes any.
    public func hottest(_ metric: Metric) -> Row? {
        let own = rows.max { metric.value(of: $0.selfWeight) < metric.value(of: $1.selfWeight) }
        if let own, metric.value(of: own.selfWeight) > 0 { return own }
        let most = rows.max { metric.value(of: $0.total) < metric.value(of: $1.total) }
        return most.flatMap { metric.value(of: $0.total) > 0 ? $0 : nil }
    }

    /// The lines worth going to: those that take, by themselves or with what they call, at least a tenth of what the one
    /// that takes the most does. Rising.
    public func hotLines(_ metric: Metric) -> [Int32] {
        let own = rows.map { metric.value(of: $0.selfWeight) }.max() ?? 0
        let total = rows.map { metric.value(of: $0.total) }.max() ?? 0
        func isHot(_ value: Int64, _ most: Int64) -> Bool { value > 0 && value >= most / 10 }
        return rows.filter {
            isHot(metric.value(of: $0.selfWeight), own) || isHot(metric.value(of: $0.total), total)
        }.compactMap(\.line)
    }
}

/// What each stack weighs by itself and with those inside it, by stack index.
private struct StackSums {
    let own: [Weight]
    private(set) var totals: [Weight]
    let all: Weight

    init(_ profile: Profile, _ weights: StackWeights) {
        var own = [Weight](repeating: .zero, count: profile.stackFrames.count)
        weights.weights.forEachChunk { start, chunk in
            for (offset, weight) in chunk.enumerated() where own.indices.contains(start + offset) {
                own[start + offset] = weight
            }
        }
        self.own = own
        totals = own
        var sum = Weight.zero
        // A parent comes before its children, so that one pass from the last to the first sums rightly.
        for stack in totals.indices.reversed() where totals[stack] != .zero {
            let parent = Int(profile.stackParents[stack])
            if parent >= 0 { totals[parent] = totals[parent] + totals[stack] } else { sum = sum + totals[stack] }
        }
        all = sum
    }
}

/// Rows by line, of one file and of one function.
private struct LineTable {
    private struct Key: Hashable {
        let file: String?
        let line: Int32?
    }

    private(set) var rows: [LineTimes.Row] = []
    /// By frame index; -1 for frames that are neither in the file nor of the function.
    private var rowsOfFrames: [Int32] = []

    init(_ profile: Profile, file: String?, subject: FunctionID) {
        var places: [Key: Int] = [:]
        for (frame, function) in zip(profile.frames, profile.functionsOfFrames) {
            guard function == subject || (file != nil && frame.file == file) else {
                rowsOfFrames.append(-1)
                continue
            }
            let key = Key(file: frame.file, line: frame.line.flatMap { $0 > 0 ? $0 : nil })
            let place = places[key] ?? rows.count
            if place == rows.count {
                rows.append(LineTimes.Row(file: key.file, line: key.line, function: function))
                places[key] = place
            } else if function == subject {
                rows[place].function = subject
            }
            rowsOfFrames.append(Int32(place))
        }
    }

    mutating func add(_ sums: StackSums, _ profile: Profile) {
        // Of each stack the innermost one, itself or outside it, that stands in a row; -1 for none.
        var nearest = [Int32](repeating: -1, count: profile.stackFrames.count)
        for stack in nearest.indices {
            let parent = profile.stackParents[stack]
            let outer = parent >= 0 ? nearest[Int(parent)] : -1
            let row = row(of: stack, profile)
            nearest[stack] = row >= 0 ? Int32(stack) : outer
            guard row >= 0, sums.totals[stack] != .zero else { continue }
            rows[Int(row)].selfWeight = rows[Int(row)].selfWeight + sums.own[stack]
            if !recurs(row, outside: outer, nearest, profile) {
                rows[Int(row)].total = rows[Int(row)].total + sums.totals[stack]
            }
        }
    }

    private func row(of stack: Int, _ profile: Profile) -> Int32 {
        let frame = profile.stackFrames[stack].index
        return rowsOfFrames.indices.contains(frame) ? rowsOfFrames[frame] : -1
    }

    /// Whether a row stands in a stack, or in one outside it.
    private func recurs(_ row: Int32, outside stack: Int32, _ nearest: [Int32], _ profile: Profile) -> Bool {
        var outer = stack
        while outer >= 0 {
            if self.row(of: Int(outer), profile) == row { return true }
            let parent = profile.stackParents[Int(outer)]
            outer = parent >= 0 ? nearest[Int(parent)] : -1
        }
        return false
    }
}

extension Profile {
    fileprivate func frame(ofStack stack: Int) -> Frame? {
        let frame = stackFrames[stack].index
        return frames.indices.contains(frame) ? frames[frame] : nil
    }
}
