import GlassModel

/// What a tree, a table or an export counts.
public enum Metric: String, Sendable, Codable, CaseIterable {
    /// Time on a CPU.
    case cpu
    /// Time that passed, running or not.
    case wall
    /// Time that passed off the CPU.
    case waiting
    /// How often a stack was seen.
    case samples

    /// This metric's part of a weight: nanoseconds, or a count for ``samples``. Never negative.
    public func value(of weight: Weight) -> Int64 {
        switch self {
        case .cpu: max(0, weight.cpu.rawValue)
        case .wall: max(0, weight.wall.rawValue)
        case .waiting: weight.waiting.rawValue
        case .samples: max(0, weight.samples)
        }
    }

    /// Which part of a whole a weight is, 0 … 1; 0 of nothing.
    public func share(of weight: Weight, in whole: Weight) -> Double {
        let all = value(of: whole)
        return all > 0 ? min(1, Double(value(of: weight)) / Double(all)) : 0
    }

    /// Whether ``value(of:)`` is a time in nanoseconds.
    public var isTime: Bool { self != .samples }

    /// The value as a person reads it: `1.24 s`, or `1 234` samples.
    public func text(of weight: Weight) -> String {
        isTime ? DurationText.format(Nanoseconds(value(of: weight))) : NumberText.count(value(of: weight))
    }
}

extension Weight {
    /// Which part of the time that passed was spent on a CPU, 0 … 1; the rest was waiting.
    public var shareOnCPU: Double {
        let on = Double(max(0, cpu.rawValue))
        let passed = max(on, Double(max(0, wall.rawValue)))
        return passed > 0 ? on / passed : 0
    }
}
