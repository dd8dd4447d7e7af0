import CGlass
import GlassModel

/// Which compilation unit the code at an address comes from, for a whole file. Built from the units' own ranges,
/// because clang and swiftc write no `.debug_aranges`, which libdw (0.188) would need.
struct DwarfUnitIndex {
    private struct Range {
        /// From `base`.
        let start: UInt32
        let end: UInt32
        /// In `units`.
        let unit: UInt32
    }

    /// The lowest address of code: what stands below it belongs to functions that the linker dropped.
    private let base: UInt64
    private let ranges: [Range]
    /// The offset of each unit's DIE.
    private let units: [UInt64]

    var byteCount: Int { ranges.count * MemoryLayout<Range>.stride + units.count * 8 }

    /// - Parameter rest: called every few units, to give back what reading them took.
    init(_ dwarf: OpaquePointer, base: UInt64, rest: () -> Void) {
        var (units, ranges) = ([UInt64](), [Range]())
        var unit: OpaquePointer?
        var next: OpaquePointer?
        var (die, type) = (Dwarf_Die(), UInt8(0))
        while dwarf_get_units(dwarf, unit, &next, nil, &type, &die, nil) == 0 {
            unit = next
            guard Int(type) == DW_UT_compile || Int(type) == DW_UT_skeleton else { continue }
            if units.count % 32 == 31 { rest() }
            let number = UInt32(clamping: units.count)
            units.append(dwarf_dieoffset(&die))
            DwarfRanges.visit(&die, base: base) { ranges.append(Range(start: $0, end: $1, unit: number)) }
        }
        ranges.sort { ($0.start, $0.end, $0.unit) < ($1.start, $1.end, $1.unit) }
        self.base = base
        self.units = units
        self.ranges = ranges
    }

    /// The offsets of the units that claim `address`, the likeliest first. Normally one.
    func units(at address: UInt64) -> [UInt64] {
        guard address >= base, let offset = UInt32(exactly: address - base) else { return [] }
        let above = ranges.partitioningIndex { $0.start > offset }
        var found: [UInt64] = []
        for range in ranges[max(0, above - 16)..<above].reversed() where offset < range.end {
            let unit = units[Int(range.unit)]
            if !found.contains(unit) { found.append(unit) }
        }
        return found
    }

    /// Whether all code in `range` is claimed by one unit, and none of it by another.
    func isOfOneUnit(_ range: Swift.Range<UInt64>) -> Bool {
        guard range.lowerBound >= base, let first = UInt32(exactly: range.lowerBound - base),
            let end = UInt32(exactly: range.upperBound - base)
        else { return false }
        let above = ranges.partitioningIndex { $0.start > first }
        let beyond = ranges.partitioningIndex { $0.start >= end }
        let claims = ranges[max(0, above - 16)..<max(above, beyond)].filter { $0.start < end && $0.end > first }
        return claims.contains { $0.start <= first && $0.end >= end }
            && claims.allSatisfy { $0.unit == claims.first?.unit }
    }
}

/// The address ranges of a DIE, as 32-bit distances from the start of the code.
enum DwarfRanges {
    /// Ranges that begin below `base`, are empty, or lie 4 GB and more above `base` are passed over.
    static func visit(_ die: inout Dwarf_Die, base: UInt64, _ body: (_ start: UInt32, _ end: UInt32) -> Void) {
        visitAll(&die) { range in
            guard range.lowerBound >= base, let low = UInt32(exactly: range.lowerBound - base),
                let high = UInt32(exactly: range.upperBound - base)
            else { return }
            body(low, high)
        }
    }

    /// All that are not empty.
    static func visitAll(_ die: inout Dwarf_Die, _ body: (Range<UInt64>) -> Void) {
        var offset = 0
        var (origin, start, end) = (Dwarf_Addr(), Dwarf_Addr(), Dwarf_Addr())
        var count = 0
        repeat {
            offset = dwarf_ranges(&die, offset, &origin, &start, &end)
            count += 1
            if offset > 0, start < end { body(start..<end) }
        } while offset > 0 && count < 1_000_000
    }
}
