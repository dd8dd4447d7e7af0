import CGlass

extension DwarfReader {
    /// The functions at `address` within `function`, innermost first: what was inlined there, and the function itself.
    func locations(of address: UInt64, in function: Dwarf_Die, unit: Unit, name: (Dwarf_Die) -> ReadableName?)
        -> [SourceLocation]
    {
        var unit = unit
        let chain = Self.chain(to: address, from: function)
        // The innermost function stands at the line of the address; each other at the line of the call within it.
        var place: (file: String?, line: Int32?) = line(at: address, in: &unit) ?? (nil, nil)
        var locations: [SourceLocation] = []
        for (depth, die) in chain.enumerated().reversed() {
            let isInlined = depth > 0
            if let function = name(die) {
                locations.append(SourceLocation(function, file: place.file, line: place.line, isInlined: isInlined))
            }
            if isInlined { place = call(of: die, in: &unit) }
        }
        return locations
    }

    /// The function's DIE and, each within the one before, those inlined calls whose code `address` is.
    private static func chain(to address: UInt64, from function: Dwarf_Die) -> [Dwarf_Die] {
        var chain = [function]
        var scope: Dwarf_Die? = function
        var depth = 0
        while var parent = scope, depth < 512 {
            depth += 1
            scope = nil
            DwarfTree.visitChildren(of: &parent) { child in
                let tag = Int(dwarf_tag(&child))
                guard covers(&child, tag, address) else { return true }
                if tag == DW_TAG_inlined_subroutine { chain.append(child) }
                scope = child
                return false
            }
        }
        return chain
    }

    private static func covers(_ die: inout Dwarf_Die, _ tag: Int, _ address: UInt64) -> Bool {
        switch tag {
        case DW_TAG_inlined_subroutine, DW_TAG_lexical_block, DW_TAG_try_block, DW_TAG_catch_block:
            dwarf_haspc(&die, address) > 0
        default: false
        }
    }

    /// Where an inlined function was called from.
    private func call(of die: Dwarf_Die, in unit: inout Unit) -> (file: String?, line: Int32?) {
        let file = number(DW_AT_call_file, of: die).flatMap { self.file($0, in: &unit) }
        let line = number(DW_AT_call_line, of: die).flatMap { Int32(exactly: $0) }
        return (file, line == 0 ? nil : line)
    }

    private func number(_ attribute: Int, of die: Dwarf_Die) -> UInt64? {
        var die = die
        var value = Dwarf_Attribute()
        var number: Dwarf_Word = 0
        guard dwarf_attr(&die, UInt32(attribute), &value) != nil, dwarf_formudata(&value, &number) == 0 else {
            return nil
        }
        return number
    }
}
