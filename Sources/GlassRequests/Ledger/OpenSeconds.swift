import GlassModel

/// Totals of the seconds that are not over yet. What comes later than that counts to the oldest open second, so that a
/// second that was handed on as over never changes.
struct OpenSeconds<Key: Hashable, Total> {
    struct Place: Hashable {
        let second: Int64
        let key: Key
    }

    /// As many as a recording keeps open, less one for what is still under way.
    static var openSeconds: Int64 { 1 }

    private var totals: [Place: Total] = [:]
    private var changed: Set<Place> = []
    private var newest = Int64.min

    mutating func update(_ key: Key, at time: Timestamp, initial: (Int64) -> Total, _ change: (inout Total) -> Void) {
        newest = max(newest, time.second)
        let place = Place(second: max(time.second, newest &- Self.openSeconds), key: key)
        change(&totals[place, default: initial(place.second)])
        changed.insert(place)
    }

    /// What changed since the last call, in order of second.
    mutating func takeChanged() -> [Total] {
        let places = changed.sorted { $0.second < $1.second }
        changed.removeAll(keepingCapacity: true)
        defer { totals = totals.filter { $0.key.second >= newest &- Self.openSeconds } }
        return places.compactMap { totals[$0] }
    }
}
