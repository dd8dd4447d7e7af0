import GlassModel

/// How often each request has sent each statement.
struct StatementRepetitions: Sendable {
    private var counts: [UInt64: Int32] = [:]

    /// Counts one query more. Gives how often the statement was sent for the request by now.
    mutating func count(_ statement: StatementID, _ request: RequestID) -> Int32 {
        let key = UInt64(UInt32(bitPattern: request.rawValue)) << 32 | UInt64(UInt32(bitPattern: statement.rawValue))
        let count = (counts[key] ?? 0) &+ 1
        counts[key] = count
        return count
    }
}

extension Profile {
    /// A statement that is sent so often for one request is an N+1 pattern: one query for a list, then one for each of
    /// its things.
    public static let manyTimes: Int32 = 5
}
