import GlassAnalysis

extension IcicleState {
    mutating func moveSideways(_ step: Int, tree: CallTree) {
        guard let icicle, let place = shown(tree) else { return }
        let row = icicle.rows[place.row]
        let index = place.index + step
        if row.indices.contains(index) { select(row[index]) }
    }

    /// Down goes to the widest frame below, up to the one above.
    mutating func moveVertically(_ rows: Int, tree: CallTree) {
        guard let icicle, var place = shown(tree) else { return }
        for _ in 0..<min(rows.magnitude, UInt(icicle.rows.count)) {
            guard let next = rows < 0 ? icicle.parent(of: place) : icicle.widestChild(of: place) else { break }
            place = next
        }
        select(icicle.rows[place.row][place.index])
    }

    /// Selects the next match that shows, in rows from the top and from left to right; `step` is 1 or -1.
    mutating func nextMatch(_ step: Int, tree: CallTree) -> Bool {
        guard let icicle, let search else { return false }
        let nodes = icicle.rows.joined().compactMap(\.node)
        let matches = nodes.indices.filter { search.contains(nodes[$0], of: tree) }
        guard let first = matches.first, let last = matches.last else { return false }
        let current = nodes.firstIndex(of: shownNode(tree) ?? .root) ?? 0
        let next = step > 0 ? matches.first { $0 > current } ?? first : matches.last { $0 < current } ?? last
        select(nodes[next])
        return true
    }
}

extension IcicleLayout {
    /// The place above one.
    fileprivate func parent(of place: (row: Int, index: Int)) -> (row: Int, index: Int)? {
        guard place.row > 0 else { return nil }
        let start = rows[place.row][place.index].start
        let index = rows[place.row - 1].firstIndex { $0.start <= start && start < $0.end }
        return index.map { (place.row - 1, $0) }
    }

    /// The widest place below one; what is too narrow to draw only where there is nothing else.
    fileprivate func widestChild(of place: (row: Int, index: Int)) -> (row: Int, index: Int)? {
        let row = place.row + 1
        let children = children(ofRow: place.row, index: place.index)
        let nodes = children.filter { rows[row][$0].node != nil }
        let widest = (nodes.isEmpty ? Array(children) : nodes).max { rows[row][$0].width < rows[row][$1].width }
        return widest.map { (row, $0) }
    }
}
