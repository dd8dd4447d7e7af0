/// The name that `name` was most likely meant to be; nil where none is near.
func nearestName(to name: String, among known: [String]) -> String? {
    // What is far longer than any name is no misspelling, and comparing it would take long.
    guard name.utf8.count <= 64 else { return nil }
    let distances = known.map { ($0, editDistance(name, $0)) }
    guard let (best, distance) = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    return distance <= max(2, best.utf8.count / 3) ? best : nil
}

/// How many letters must be inserted, removed or replaced to make one text of the other (Levenshtein).
private func editDistance(_ first: String, _ second: String) -> Int {
    let second = Array(second.unicodeScalars)
    var row = Array(0...second.count)
    for (index, left) in first.unicodeScalars.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, right) in second.enumerated() {
            let replaced = diagonal + (left == right ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[second.count]
}
