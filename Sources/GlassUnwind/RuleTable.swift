import GlassModel

/// The unwind rules of one module in 8 bytes a row, ordered by address; each holds up to the next row.
struct RuleTable: Sendable {
    struct Row: Hashable {
        /// From the table's base.
        let offset: UInt32
        let rule: UnwindRule
    }

    let base: ModuleAddress
    let rows: RuleRows

    init(base: ModuleAddress, rows: RuleRows) {
        self.base = base
        self.rows = rows
    }

    init(base: ModuleAddress, rows: [Row]) { self.init(base: base, rows: RuleRows(rows)) }

    /// One table of two; where `inner` has rows it alone counts. None where there is neither, or they lie too far apart.
    static func merged(_ outer: RuleTable?, _ inner: RuleTable?) -> RuleTable? {
        guard let outer, let inner, let last = inner.rows.last else { return inner ?? outer }
        let base = min(outer.base, inner.base)
        let end = inner.base.rawValue &+ UInt64(last.offset)
        var rows: [Row] = []
        func append(_ row: Row, of table: RuleTable) -> Bool {
            guard let offset = UInt32(exactly: table.base.rawValue - base.rawValue + UInt64(row.offset)) else {
                return false
            }
            rows.append(Row(offset: offset, rule: row.rule))
            return true
        }
        func address(_ row: Row) -> UInt64 { outer.base.rawValue &+ UInt64(row.offset) }
        let before = outer.rows.prefix { address($0) < inner.base.rawValue }
        let after = outer.rows.drop { address($0) <= end }
        let isWhole =
            before.allSatisfy { append($0, of: outer) } && inner.rows.dropLast().allSatisfy { append($0, of: inner) }
            && append(Row(offset: last.offset, rule: outer.rule(at: ModuleAddress(end))), of: inner)
            && after.allSatisfy { append($0, of: outer) }
        return isWhole ? RuleTable(base: base, rows: rows) : outer
    }

    /// The rule at `address`; ``UnwindRule/other`` where the table has none.
    func rule(at address: ModuleAddress) -> UnwindRule {
        guard address >= base, let offset = UInt32(exactly: address.rawValue - base.rawValue) else { return .other }
        let rows = rows.buffer
        var low = 0
        var count = rows.count
        // The last row at or before the address; halves without a branch that could be mispredicted.
        while count > 1 {
            let half = count / 2
            low = rows[low + half].offset <= offset ? low + half : low
            count -= half
        }
        guard let row = rows[low...].first, row.offset <= offset else { return .other }
        return row.rule
    }
}
