import GlassModel

/// All that is known of one request.
public struct RequestDetail: Sendable {
    /// A query that was sent for it.
    public struct Query: Sendable {
        public let record: QueryRecord
        public let statement: Statement?
        /// Since the request began; negative where clocks were stepped.
        public let offset: Nanoseconds
        /// How often the request sent this statement.
        public internal(set) var repetitions = 1
    }

    public let row: RequestRow
    /// In order of time.
    public let queries: [Query]
    /// Of its own samples, for a tree that has taken in the profile; none where they are not known.
    public let stackWeights: StackWeights

    /// - Parameter stacks: What the samples that worked for it weigh.
    public init?(profile: Profile, request: RequestID, stacks: [StackID: Weight]) {
        guard let index = profile.requests.index(of: request) else { return nil }
        row = RequestRow(profile: profile, index: index)
        queries = Self.queries(of: row.record, profile)
        stackWeights = profile.stackWeights(of: stacks)
    }

    private static func queries(of request: RequestRecord, _ profile: Profile) -> [Query] {
        var list = profile.queries.indices(of: request.id).map { index in
            let record = profile.queries[index]
            return Query(
                record: record, statement: profile.statement(record.statement), offset: record.started - request.started
            )
        }
        var counts: [StatementID: Int] = [:]
        for query in list { counts[query.record.statement, default: 0] += 1 }
        for index in list.indices { list[index].repetitions = counts[list[index].record.statement] ?? 1 }
        return list
    }
}

extension Profile {
    /// What some samples weigh at each stack; stacks that are not known yet are left out.
    public func stackWeights(of stacks: [StackID: Weight]) -> StackWeights {
        var weights = ChunkedArray(repeating: Weight.zero, count: self.stacks.count)
        for (stack, weight) in stacks where weights.indices.contains(stack.index) { weights[stack.index] = weight }
        return StackWeights(weights: weights)
    }
}
