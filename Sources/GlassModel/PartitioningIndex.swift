extension RandomAccessCollection {
    /// The first index whose element satisfies `predicate`, where all that do not stand before all that do; the end where none
    /// does. A binary search.
    @inlinable
    public func partitioningIndex(where predicate: (Element) -> Bool) -> Index {
        var low = startIndex
        var count = self.count
        while count > 0 {
            let half = count / 2
            let middle = index(low, offsetBy: half)
            if predicate(self[middle]) {
                count = half
            } else {
                low = index(after: middle)
                count -= half + 1
            }
        }
        return low
    }
}
