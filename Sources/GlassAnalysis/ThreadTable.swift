import GlassModel

/// What one thread took.
public struct ThreadRow: Hashable, Sendable {
    public let thread: ThreadRecord
    public let weight: Weight
    /// Of the whole selection, so that a row knows its share.
    public let all: Weight
    /// The kernel's letter (`R S D T Z`) at the end of the selection; nil where it was not read.
    public let state: Character?
    /// Where the thread spent most of its time; most CPU where it used any.
    public let topFunction: FunctionKey?

    public var name: String { thread.name }
    public var hasEnded: Bool { thread.ended != nil }

    public func share(_ metric: Metric) -> Double {
        let whole = metric.value(of: all)
        return whole > 0 ? min(1, Double(metric.value(of: weight)) / Double(whole)) : 0
    }
}

/// All threads of a selection.
public typealias ThreadTable = RowTable<ThreadRow>

extension RowTable<ThreadRow> {
    /// Threads that did not exist in the selected time are left out.
    public init(profile: Profile, selection: Selection = .all) {
        let weights = profile.threadWeights(for: selection)
        let tops = profile.topFunctions(for: selection)
        let all = weights.values.reduce(.zero, +)
        let time = selection.seconds.map { Timestamp(nanosecondsSinceEpoch: $0.upperBound.multipliedToNanoseconds) }
        var rows: [ThreadRow] = []
        for thread in profile.threads.values where selection.contains(thread.key) {
            if selection.seconds != nil, weights[thread.key] == nil { continue }
            let code = profile.counters.latest(.threadState, thread: thread.key, at: time)
            rows.append(
                ThreadRow(
                    thread: thread, weight: weights[thread.key] ?? .zero, all: all,
                    state: code.flatMap { UInt8(exactly: $0) }.map { Character(UnicodeScalar($0)) },
                    topFunction: tops[thread.key].map { profile.function($0) }))
        }
        self.init(rows)
    }
}

extension ThreadRow: TableRow {
    /// What rows are sorted by.
    public enum Column: String, TableColumn {
        case name = "thread"
        case tid, pid, state, cpu, share, wall, waiting, samples
        case topFunction = "function"

        public var isRising: Bool {
            switch self {
            case .name, .tid, .pid, .state, .topFunction: true
            default: false
            }
        }
    }

    public static var firstOrder: TableOrder<Column> { TableOrder(.cpu) }
    public var id: ThreadKey { thread.key }

    public func value(of column: Column, metric: Metric) -> FilterValue? {
        switch column {
        case .name: .text(name)
        case .tid: .number(Double(thread.thread.rawValue))
        case .pid: .number(Double(thread.process.rawValue))
        case .state: state.map { .text(String($0)) }
        case .cpu: Metric.cpu.filterValue(of: weight)
        case .share: .percent(share(metric) * 100)
        case .wall: Metric.wall.filterValue(of: weight)
        case .waiting: Metric.waiting.filterValue(of: weight)
        case .samples: Metric.samples.filterValue(of: weight)
        case .topFunction: topFunction.map { .text($0.function) }
        }
    }

    public static func isBefore(_ left: ThreadRow, _ right: ThreadRow) -> Bool { left.id < right.id }
}

extension ThreadRow: FilterSubject {
    public static let filterFields: [FilterField] = [
        FilterField("name", .text), FilterField("thread", .text), FilterField("tid", .number),
        FilterField("pid", .number), FilterField("cpu", .duration), FilterField("wall", .duration),
        FilterField("waiting", .duration), FilterField("samples", .number), FilterField("share", .percent),
        FilterField("state", .text), FilterField("function", .text),
    ]

    public func value(of field: String) -> FilterValue? {
        switch field {
        case "name", "thread": .text(name)
        case "tid": .number(Double(thread.thread.rawValue))
        case "pid": .number(Double(thread.process.rawValue))
        case "cpu": .duration(weight.cpu)
        case "wall": .duration(weight.wall)
        case "waiting": .duration(weight.waiting)
        case "samples": .number(Double(weight.samples))
        case "share": .percent(share(.cpu) * 100)
        case "state": state.map { .text(String($0)) }
        case "function": topFunction.map { .text($0.function) }
        default: nil
        }
    }

    public var texts: [String] { [name, thread.thread.description, topFunction?.function ?? ""] }
}

extension Profile {
    /// For each thread of a selection the innermost function with the most CPU time, or, where it used no CPU, with
    /// the most time.
    public func topFunctions(for selection: Selection = .all) -> [ThreadKey: FunctionID] {
        functionWeights(for: selection).compactMapValues { sums in
            sums.heaviest { $0.isTopped(by: $1) }.map { FunctionID(rawValue: Int32(clamping: $0.place)) }
        }
    }
}

extension Weight {
    fileprivate func isTopped(by other: Weight) -> Bool {
        (other.cpu, other.wall, other.samples) > (cpu, wall, samples)
    }
}

extension Int64 {
    /// Seconds as nanoseconds, held within what 64 bits can say.
    var multipliedToNanoseconds: Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (self < 0 ? .min : .max) : product
    }
}
