import CGlass
import GlassModel

/// The functions of one compilation unit that have code, sorted by address: 12 bytes a range of addresses.
struct DwarfFunctionIndex {
    /// How far the DIEs of the unit are walked.
    enum Depth {
        /// Namespaces, types, modules: where compilers put functions.
        case scopes
        /// The insides of functions too.
        case everything
    }

    private struct Entry {
        /// From `base`.
        let start: UInt32
        let end: UInt32
        /// Of the DIE.
        let die: UInt32
    }

    let depth: Depth
    private let entries: [Entry]
    private let base: UInt64

    /// - Parameter unit: the DIE of a compilation unit.
    init(_ unit: Dwarf_Die, depth: Depth) {
        self.depth = depth
        var root = unit
        // The ranges of a split unit stand in its skeleton, so the lowest address is not asked for.
        base = 1
        entries = Self.collect(&root, base: base, depth: depth)
    }

    /// The DIE of the function that the address is in; the extent is cut to where that is so.
    func function(within extent: inout CodeExtent, in unit: Dwarf_Die) -> Dwarf_Die? {
        guard extent.address >= base, let offset = UInt32(exactly: extent.address - base), let cu = unit.cu else {
            return nil
        }
        let above = entries.partitioningIndex { $0.start > offset }
        if above < entries.count { extent.cut(by: range(of: entries[above])) }
        for entry in entries[max(0, above - 8)..<above].reversed() {
            guard extent.cut(by: range(of: entry)) else { continue }
            var die = Dwarf_Die()
            if dwarf_offdie(dwarf_cu_getdwarf(cu), Dwarf_Off(entry.die), &die) != nil { return die }
        }
        return nil
    }

    private func range(of entry: Entry) -> Range<UInt64> { base + UInt64(entry.start)..<base + UInt64(entry.end) }

    private static func collect(_ root: inout Dwarf_Die, base: UInt64, depth: Depth) -> [Entry] {
        var entries: [Entry] = []
        var pending: [Dwarf_Die] = [root]
        // A DIE takes two bytes at least; in a damaged unit scopes may share their insides many times over.
        var budget = DwarfTree.byteCount(ofUnitWith: &root) / 2
        while var parent = pending.popLast() {
            DwarfTree.visitChildren(of: &parent) { child in
                guard budget > 0 else { return false }
                budget -= 1
                let tag = Int(dwarf_tag(&child))
                if tag == DW_TAG_subprogram, let offset = UInt32(exactly: dwarf_dieoffset(&child)) {
                    DwarfRanges.visit(&child, base: base) { entries.append(Entry(start: $0, end: $1, die: offset)) }
                }
                if isScope(tag, depth) { pending.append(child) }
                return true
            }
        }
        entries.sort { ($0.start, $1.end, $0.die) < ($1.start, $0.end, $1.die) }
        return entries
    }

    private static func isScope(_ tag: Int, _ depth: Depth) -> Bool {
        switch tag {
        case DW_TAG_namespace, DW_TAG_class_type, DW_TAG_structure_type, DW_TAG_union_type, DW_TAG_enumeration_type,
            DW_TAG_interface_type, DW_TAG_module, DW_TAG_variant_part, DW_TAG_variant:
            true
        case DW_TAG_subprogram, DW_TAG_lexical_block, DW_TAG_inlined_subroutine: depth == .everything
        default: false
        }
    }
}

/// Walks over the DIEs of a unit that do not trust the links between them.
enum DwarfTree {
    /// The length of the unit that a DIE is in.
    static func byteCount(ofUnitWith die: inout Dwarf_Die) -> UInt64 {
        guard let unit = die.cu else { return 0 }
        let start = dwarf_dieoffset(&die) &- dwarf_cuoffset(&die)
        var next: Dwarf_Off = 0
        guard dwarf_next_unit(dwarf_cu_getdwarf(unit), start, &next, nil, nil, nil, nil, nil, nil, nil) == 0 else {
            return 0
        }
        return next > start ? next - start : 0
    }

    /// Calls `body` for each child until it returns false. A sibling that stands before its elder, as only a damaged
    /// file can have it, ends the walk: it would never end otherwise.
    static func visitChildren(of parent: inout Dwarf_Die, _ body: (inout Dwarf_Die) -> Bool) {
        var child = Dwarf_Die()
        guard dwarf_child(&parent, &child) == 0 else { return }
        while let place = child.addr, let parentPlace = parent.addr, place > parentPlace {
            var visited = child
            guard body(&visited) else { return }
            var sibling = Dwarf_Die()
            guard dwarf_siblingof(&child, &sibling) == 0, let next = sibling.addr, next > place else { return }
            child = sibling
        }
    }
}
