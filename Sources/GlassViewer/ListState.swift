/// The selection in a list of things that come, go and change places. It keeps to the thing, not to the row; until
/// somebody has moved it, it keeps to the first row.
struct ListState<ID: Hashable & Sendable>: Sendable {
    /// Whether the row of the selection stays where it is on the screen while others come in above it. The first row
    /// is then no thing to keep to: who goes there follows the news.
    private let holdsStill: Bool
    private(set) var selected: ID?
    /// The first row that shows.
    private(set) var top = 0
    /// Where the selection was last, for when its thing goes away.
    private var lastIndex = 0

    init(holdsStill: Bool = false) { self.holdsStill = holdsStill }

    func index(in ids: [ID]) -> Int? {
        if ids.isEmpty { return nil }
        guard let selected else { return 0 }
        return ids.firstIndex(of: selected) ?? min(lastIndex, ids.count - 1)
    }

    mutating func select(_ index: Int, in ids: [ID], height: Int) {
        guard !ids.isEmpty else { return }
        lastIndex = min(ids.count - 1, max(0, index))
        selected = ids[lastIndex]
        settle(in: ids, height: height)
    }

    mutating func select(_ id: ID) { selected = id }

    mutating func move(by rows: Int, in ids: [ID], height: Int) {
        guard let index = index(in: ids) else { return }
        if holdsStill, index + rows <= 0 { return follow() }
        select(index + rows, in: ids, height: height)
    }

    /// Goes to the first row, whatever stands in it.
    mutating func follow() { (selected, lastIndex, top) = (nil, 0, 0) }

    /// Scrolls so that the selection shows in `height` rows, and no more rows are empty than must be.
    mutating func settle(in ids: [ID], height: Int) {
        guard let index = index(in: ids) else {
            top = 0
            return
        }
        if selected != nil {
            if holdsStill { top += index - lastIndex }
            lastIndex = index
        }
        top = min(max(top, index - height + 1), index)
        top = max(0, min(top, ids.count - height))
    }
}
