/// Many names, in which a ``FuzzyQuery`` finds the best while it is typed.
public struct FuzzyIndex: Sendable {
    /// A name that matches.
    public struct Hit: Hashable, Sendable {
        /// Counted in the order in which names were appended.
        public let index: Int
        public let score: Int
        fileprivate let length: Int

        fileprivate static func better(_ left: Hit, _ right: Hit) -> Bool {
            (right.score, left.length, left.index) < (left.score, right.length, right.index)
        }
    }

    /// All that matched a query: where the next one only says more, nothing else needs to be looked at.
    public struct Matches: Sendable {
        fileprivate let indexes: [Int32]

        public var count: Int { indexes.count }
    }

    private var bytes: [UInt8] = []
    /// The same in lower case.
    private var folded: [UInt8] = []
    private var ends: [Int] = []
    private var letters: [LetterSet] = []

    public init() {}

    public var count: Int { ends.count }

    public mutating func append(_ name: String) {
        bytes.append(contentsOf: name.utf8)
        folded.append(contentsOf: name.utf8.lazy.map(FuzzyScore.folded))
        ends.append(bytes.count)
        letters.append(LetterSet(name.utf8))
    }

    /// The best names for a query, the best first, and all that match it.
    ///
    /// - Parameters:
    ///   - limit: How many are wanted.
    ///   - earlier: What matched a query of which this one is a continuation; nil looks at all names.
    public func best(_ limit: Int, for query: FuzzyQuery, among earlier: Matches? = nil) -> ([Hit], Matches) {
        var (hits, matching): ([Hit], [Int32]) = ([], [])
        var worst: Hit?
        withNames { name in
            func look(at index: Int) {
                guard query.letters.isSubset(of: letters[index]) else { return }
                let name = name(index)
                guard let score = query.score(of: name) else { return }
                matching.append(Int32(truncatingIfNeeded: index))
                let hit = Hit(index: index, score: score, length: name.count)
                if let worst, !Hit.better(hit, worst) { return }
                hits.append(hit)
                guard hits.count >= 4 * limit else { return }
                hits = Array(hits.sorted(by: Hit.better).prefix(limit))
                worst = hits.last
            }
            if let earlier {
                for index in earlier.indexes { look(at: Int(index)) }
            } else {
                for index in ends.indices { look(at: index) }
            }
        }
        return (Array(hits.sorted(by: Hit.better).prefix(limit)), Matches(indexes: matching))
    }

    private func withNames(_ body: ((Int) -> FuzzyName) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            folded.withUnsafeBufferPointer { folded in
                body { index in
                    let range = (index == 0 ? 0 : ends[index - 1])..<ends[index]
                    return FuzzyName(
                        bytes: UnsafeBufferPointer(rebasing: bytes[range]),
                        folded: UnsafeBufferPointer(rebasing: folded[range]))
                }
            }
        }
    }
}
