import GlassModel

/// Rows of the tables `request` and `query`, with their columns in order.
extension SQLStatement {
    /// None where it refers to something that is not there.
    func request(started: Timestamp, strings: SharedStrings, counts: BatchCounts) -> RequestRecord? {
        let route = RouteID(int32(1))
        let thread = isNull(16) ? nil : ThreadKey(int32(16))
        guard counts.isKnown(route, counts.routes), thread.map({ counts.isKnown($0, counts.threads) }) ?? true,
            let target = strings.text(int64(2)), let peer = strings.text(int64(15))
        else { return nil }
        return RequestRecord(
            id: RequestID(int32(0)), route: route, target: target, status: isNull(3) ? nil : int32(3),
            error: strings.text(int64(4)), started: Timestamp(rawValue: int64(5) &+ started.rawValue),
            duration: Nanoseconds(int64(6)), timeToFirstByte: optionalInt64(7).map(Nanoseconds.init(_:)),
            attribution: Attribution(rawValue: int32(8)) ?? .none, cpu: optionalInt64(9).map(Nanoseconds.init(_:)),
            queryCount: int32(10), queryTime: Nanoseconds(int64(11)), mostRepeated: int32(12), bytesIn: int64(13),
            bytesOut: int64(14), peer: peer, thread: thread, flags: RequestFlags(rawValue: int32(17)))
    }

    /// None where it refers to something that is not there. The request it names may be anywhere, or nowhere.
    func query(started: Timestamp, error: String?, peer: String, counts: BatchCounts) -> QueryRecord? {
        let statement = StatementID(int32(1))
        let thread = isNull(11) ? nil : ThreadKey(int32(11))
        guard counts.isKnown(statement, counts.statements), thread.map({ counts.isKnown($0, counts.threads) }) ?? true
        else { return nil }
        return QueryRecord(
            id: QueryID(int32(0)), statement: statement, request: isNull(2) ? nil : RequestID(int32(2)),
            started: Timestamp(rawValue: int64(3) &+ started.rawValue), duration: Nanoseconds(int64(4)),
            rows: optionalInt64(5), status: isNull(6) ? nil : int32(6), error: error, bytesOut: int64(8),
            bytesIn: int64(9), peer: peer, thread: thread, flags: RequestFlags(rawValue: int32(12)))
    }

    /// A protocol that this glass does not know counts as unknown.
    func wireProtocol(_ column: Int32) -> WireProtocol { WireProtocol(rawValue: text(column)) ?? .unknown }
}
