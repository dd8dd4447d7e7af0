import CGlass
import Glibc

extension DwarfReader {
    /// The functions at `address` within `function`, innermost first: what was inlined there, and the function itself.
    func locations(of address: UInt64, in function: Dwarf_Die, unit: Unit, name: (Dwarf_Die) -> String?)
        -> [SourceLocation]
    {
        var unit = unit
        let chain = Self.chain(to: address, from: function)
        // The innermost function stands at the line of the address; each other at the line of the call within it.
        var place: (file: String?, line: Int32?) = line(at: address, in: &unit) ?? (nil, nil)
        var locations: [SourceLocation] = []
        for (depth, die) in chain.enumerated().reversed() {
            guard let function = name(die) else { continue }
            locations.append(
                SourceLocation(function: function, file: place.file, line: place.line, isInlined: depth > 0))
            if depth > 0 { place = call(of: die, in: &unit) }
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

    /// The name of a DIE's function: its mangled name, which tells more than its plain one, where that can be read.
    static func name(of die: Dwarf_Die) -> String? {
        let linkage = text(DW_AT_linkage_name, of: die) ?? text(DW_AT_MIPS_linkage_name, of: die)
        if let linkage, let readable = Demangler.demangled(linkage) { return readable }
        return (text(DW_AT_name, of: die) ?? linkage).map { Demangler.readable($0) }
    }

    /// A string that the DIE has, or the declaration or abstract function that it refers to.
    private static func text(_ attribute: Int, of die: Dwarf_Die) -> [UInt8]? {
        var die = die
        var value = Dwarf_Attribute()
        guard dwarf_attr_integrate(&die, UInt32(attribute), &value) != nil, let text = dwarf_formstring(&value),
            text.pointee != 0
        else { return nil }
        return Array(UnsafeBufferPointer(start: text, count: strnlen(text, 16_384)).map(UInt8.init(bitPattern:)))
    }
}
