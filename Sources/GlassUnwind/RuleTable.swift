import GlassModel

/// The unwind rules of one module in 8 bytes a row, ordered by address; each holds up to the next row.
struct RuleTable: Sendable {
    struct Row: Hashable {
        /// From the table's base.
        let offset: UInt32
        let rule: UnwindRule
    }

    let base: ModuleAddress
    let rows: [Row]

    /// The rule at `address`; ``UnwindRule/other`` where the table has none.
    func rule(at address: ModuleAddress) -> UnwindRule {
        guard address >= base, let offset = UInt32(exactly: address.rawValue - base.rawValue) else { return .other }
        return rows.withUnsafeBufferPointer { rows in
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
}
