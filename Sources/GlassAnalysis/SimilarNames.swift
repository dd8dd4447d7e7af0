/// Names that somebody may have meant by another one.
public enum SimilarNames {
    /// The nearest first: those that begin alike, contain it, or differ by a letter or two.
    public static func of(_ name: String, among known: [String], limit: Int) -> [String] {
        let wanted = Array(name.lowercased().utf8)
        guard !wanted.isEmpty else { return [] }
        let rated = known.enumerated().compactMap { place, other in
            distance(wanted, Array(other.lowercased().utf8)).map { (distance: $0, place: place, name: other) }
        }
        return rated.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }.prefix(max(0, limit)).map(\.name)
    }

    /// Nil for names that have little in common.
    private static func distance(_ wanted: [UInt8], _ other: [UInt8]) -> Int? {
        if other.starts(with: wanted) { return 0 }
        let edits = edits(wanted, other)
        if edits <= (wanted.count < 4 ? 1 : 2) { return edits }
        if wanted.count >= 3, String(decoding: other, as: UTF8.self).contains(String(decoding: wanted, as: UTF8.self)) {
            return 3
        }
        return other.count >= 3 && wanted.starts(with: other) ? 4 : nil
    }

    /// Letters to put in, to leave out, to change or to swap with their neighbour (Damerau and Levenshtein, each pair
    /// of neighbours swapped at most once).
    private static func edits(_ left: [UInt8], _ right: [UInt8]) -> Int {
        // Names of fields are short; what is much longer than one is none.
        guard left.count <= 40, right.count <= 40 else { return .max }
        var before: [Int] = []
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var next = [i + 1]
            for (j, other) in right.enumerated() {
                var cost = min(row[j] + (letter == other ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other { cost = min(cost, before[j - 1] + 1) }
                next.append(cost)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
