/// Shares out a length among parts.
public enum Layout {
    /// What one part asks for.
    public enum Constraint: Hashable, Sendable {
        /// So many cells.
        case fixed(Int)
        /// So many hundredths of the whole, but at least `minimum`.
        case percent(Int, minimum: Int = 0)
        /// What the others leave, shared equally among those that fill, but at least `minimum`.
        case fill(minimum: Int = 0)
    }

    /// Lengths for the parts, in order; each is at least 0 and their sum at most `total`. Where the minimums do not fit,
    /// the later parts get less.
    public static func split(_ total: Int, _ parts: [Constraint]) -> [Int] {
        let total = max(0, total)
        var lengths = parts.map { wanted($0, of: total) }
        let fills = parts.indices.filter { if case .fill = parts[$0] { true } else { false } }
        grow(fills, of: &lengths, by: total - lengths.reduce(0, +))
        var left = total
        for index in lengths.indices {
            lengths[index] = min(lengths[index], left)
            left -= lengths[index]
        }
        return lengths
    }

    private static func wanted(_ part: Constraint, of total: Int) -> Int {
        switch part {
        case .fixed(let length): max(0, length)
        case .percent(let share, let minimum): max(0, minimum, total * min(100, max(0, share)) / 100)
        case .fill(let minimum): max(0, minimum)
        }
    }

    /// Evens out the parts that fill: the shortest grow first.
    private static func grow(_ fills: [Int], of lengths: inout [Int], by spare: Int) {
        guard !fills.isEmpty, spare > 0 else { return }
        var spare = spare
        while spare > 0 {
            guard let shortest = fills.min(by: { lengths[$0] < lengths[$1] }) else { return }
            lengths[shortest] += 1
            spare -= 1
        }
    }
}

extension Rect {
    /// Splits it from top to bottom.
    public func rows(_ parts: [Layout.Constraint]) -> [Rect] {
        var top = y
        return Layout.split(height, parts).map { length in
            defer { top += length }
            return Rect(x: x, y: top, width: width, height: length)
        }
    }

    /// Splits it from left to right.
    public func columns(_ parts: [Layout.Constraint]) -> [Rect] {
        var left = x
        return Layout.split(width, parts).map { length in
            defer { left += length }
            return Rect(x: left, y: y, width: length, height: height)
        }
    }
}
