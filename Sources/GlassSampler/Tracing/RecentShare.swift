/// The share of those of late for which something was so; an older one counts the less.
struct RecentShare {
    private(set) var value = 0.0
    private static let weight = 1.0 / 16

    mutating func note(_ isSo: Bool) { value += ((isSo ? 1 : 0) - value) * Self.weight }
}
