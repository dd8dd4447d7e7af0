/// The connections that are followed, found by their identifier, in the order in which they last spoke. Bounded by
/// whoever uses it.
struct ConnectionTable: Sendable {
    private struct Slot: Sendable {
        var connection: Connection?
        /// Neighbours in the order of silence; those of a free slot are free slots.
        var older = -1
        var newer = -1
    }

    private var slots: [Slot] = []
    private var indices: [ConnectionID: Int] = [:]
    private var free: [Int] = []
    private var oldest = -1
    private var newest = -1

    var count: Int { indices.count }

    func index(of id: ConnectionID) -> Int? { indices[id] }

    var identifiers: [ConnectionID] { Array(indices.keys) }

    /// Gives its index.
    mutating func insert(_ connection: Connection) -> Int {
        let index: Int
        if let reused = free.popLast() {
            index = reused
            slots[index].connection = connection
        } else {
            index = slots.count
            slots.append(Slot(connection: connection))
        }
        indices[connection.id] = index
        linkNewest(index)
        return index
    }

    /// Changes a connection where it stands.
    mutating func update(_ index: Int, _ change: (inout Connection) -> Void) {
        slots[index].connection?.apply(change)
    }

    /// What is said of its exchanges; none where there is no such connection.
    func label(_ index: Int) -> Connection.Label? { slots[index].connection?.label }

    mutating func touch(_ index: Int) {
        guard index != newest else { return }
        unlink(index)
        linkNewest(index)
    }

    mutating func remove(_ index: Int) -> Connection? {
        guard let connection = slots[index].connection else { return nil }
        slots[index].connection = nil
        unlink(index)
        indices[connection.id] = nil
        free.append(index)
        return connection
    }

    mutating func removeOldest() -> Connection? { oldest < 0 ? nil : remove(oldest) }

    private mutating func linkNewest(_ index: Int) {
        slots[index].older = newest
        slots[index].newer = -1
        if newest >= 0 { slots[newest].newer = index } else { oldest = index }
        newest = index
    }

    private mutating func unlink(_ index: Int) {
        let (older, newer) = (slots[index].older, slots[index].newer)
        if older >= 0 { slots[older].newer = newer } else { oldest = newer }
        if newer >= 0 { slots[newer].older = older } else { newest = older }
    }
}

extension Connection {
    fileprivate mutating func apply(_ change: (inout Connection) -> Void) { change(&self) }
}
