import GlassModel

/// Queries one by one, a column for each property, as ``RequestColumns`` has it.
public struct QueryColumns: Sendable {
    private(set) var ids: [Int32] = []
    private(set) var statements: [Int32] = []
    /// 0 where it is not known on whose behalf.
    private(set) var requests: [Int32] = []
    private(set) var starts: [Int64] = []
    private(set) var durations: [Int64] = []
    private(set) var rowCounts: [Int64] = []
    private(set) var statuses: [Int32] = []
    private(set) var errors: [Int32] = []
    private(set) var bytesOut: [Int64] = []
    private(set) var bytesIn: [Int64] = []
    private(set) var peers: [Int32] = []
    private(set) var threads: [Int32] = []
    private(set) var flags: [UInt8] = []
    private(set) var texts = TextTable()

    public init() {}

    public var count: Int { ids.count }
    public var isEmpty: Bool { ids.isEmpty }
    var lastID: QueryID? { ids.last.map { QueryID($0) } }

    public subscript(index: Int) -> QueryRecord {
        QueryRecord(
            id: QueryID(ids[index]), statement: StatementID(statements[index]),
            request: requests[index] == 0 ? nil : RequestID(requests[index]),
            started: Timestamp(rawValue: starts[index]), duration: Nanoseconds(durations[index]),
            rows: rowCounts[index] == RequestColumns.none ? nil : rowCounts[index],
            status: statuses[index] == RequestColumns.noNumber ? nil : statuses[index],
            error: errors[index] == RequestColumns.noText ? nil : texts[errors[index]], bytesOut: bytesOut[index],
            bytesIn: bytesIn[index], peer: texts[peers[index]],
            thread: threads[index] == 0 ? nil : ThreadKey(threads[index]),
            flags: RequestFlags(rawValue: Int32(flags[index])))
    }

    /// The places of the queries that were sent for a request, in order of time.
    public func indices(of request: RequestID) -> [Int] {
        let wanted = request.rawValue
        var found: [Int] = []
        for (index, request) in requests.enumerated() where request == wanted { found.append(index) }
        return found.sorted { (starts[$0], $0) < (starts[$1], $1) }
    }

    mutating func append(_ query: QueryRecord) {
        ids.append(query.id.rawValue)
        statements.append(query.statement.rawValue)
        requests.append(query.request?.rawValue ?? 0)
        starts.append(query.started.rawValue)
        durations.append(max(0, query.duration.rawValue))
        rowCounts.append(query.rows ?? RequestColumns.none)
        statuses.append(query.status ?? RequestColumns.noNumber)
        errors.append(query.error.map { texts.id(of: $0) } ?? RequestColumns.noText)
        bytesOut.append(query.bytesOut)
        bytesIn.append(query.bytesIn)
        peers.append(texts.id(of: query.peer))
        threads.append(query.thread?.rawValue ?? 0)
        flags.append(UInt8(truncatingIfNeeded: query.flags.rawValue))
    }
}
