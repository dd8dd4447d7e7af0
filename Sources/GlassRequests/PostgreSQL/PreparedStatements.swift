/// What names stand for on one connection. Names are kept as hashes: they are not needed, and may be long.
struct PreparedStatements: Sendable {
    struct Prepared: Sendable {
        /// nil where it was prepared before glass looked.
        var method: String?
        var target: String
        /// Different for each text that was sent.
        var serial: UInt64
    }

    /// Beyond this all are forgotten, rather than that a connection takes ever more room.
    private static let maximumCount = 2_048

    private var statements: [UInt64: Prepared] = [:]
    private var portals: [UInt64: Prepared] = [:]
    private var lastSerial: UInt64 = 0

    mutating func prepare(_ name: RawSpan, _ statement: NormalisedStatement) -> Prepared {
        if statements.count >= Self.maximumCount { statements.removeAll() }
        lastSerial &+= 1
        let prepared = Prepared(method: statement.method, target: statement.text, serial: lastSerial)
        statements[OctetHash.of(name)] = prepared
        return prepared
    }

    mutating func bind(portal: RawSpan, to name: RawSpan) {
        if portals.count >= Self.maximumCount { portals.removeAll() }
        portals[OctetHash.of(portal)] = statements[OctetHash.of(name)] ?? Self.unseen(name)
    }

    func statement(ofPortal portal: RawSpan) -> Prepared {
        portals[OctetHash.of(portal)] ?? Prepared(method: nil, target: Self.unseenText, serial: 0)
    }

    mutating func close(statement name: RawSpan) { statements[OctetHash.of(name)] = nil }
    mutating func close(portal: RawSpan) { portals[OctetHash.of(portal)] = nil }

    /// What has no name, and every portal, is replaced too often to be believed after a loss.
    mutating func forgetUnnamed() {
        statements[OctetHash.of(RawSpan())] = nil
        portals.removeAll()
    }

    static let unseenText = "[statement not seen]"

    private static func unseen(_ name: RawSpan) -> Prepared {
        let target = name.byteCount == 0 ? unseenText : "[prepared statement \(PrintableStatement.name(name))]"
        return Prepared(method: nil, target: target, serial: 0)
    }
}
