import CGlass

extension DwarfReader {
    /// The functions at an address within `function`, innermost first: what was inlined there, and the function itself.
    ///
    /// - Parameter extent: Of the function; it is cut to the addresses at which the same stands.
    func locations(
        within extent: inout CodeExtent, in function: Dwarf_Die, unit: Unit, name: (Dwarf_Die) -> ReadableName?
    ) -> [SourceLocation] {
        var unit = unit
        let chain = Self.chain(within: &extent, from: function)
        // The innermost function stands at the line of the address; each other at the line of the call within it.
        var place: (file: String?, line: Int32?) = line(within: &extent, in: &unit) ?? (nil, nil)
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

    /// The function's DIE and, each within the one before, those inlined calls whose code the address is.
    private static func chain(within extent: inout CodeExtent, from function: Dwarf_Die) -> [Dwarf_Die] {
        var chain = [function]
        var scope: Dwarf_Die? = function
        var depth = 0
        while var parent = scope, depth < 512 {
            depth += 1
            scope = nil
            DwarfTree.visitChildren(of: &parent) { child in
                let tag = Int(dwarf_tag(&child))
                guard DwarfScopeTree.isScope(tag), extent.cut(by: &child) else { return true }
                if tag == DW_TAG_inlined_subroutine { chain.append(child) }
                scope = child
                return false
            }
        }
        return chain
    }

    /// Where an inlined function was called from.
    private func call(of die: Dwarf_Die, in unit: inout Unit) -> (file: String?, line: Int32?) {
        let (file, line) = Self.callPlace(of: die)
        return (file.flatMap { self.file($0, in: &unit) }, line == 0 ? nil : Int32(clamping: line))
    }

    /// The same, with the number of the file; line 0 for none.
    static func callPlace(of die: Dwarf_Die) -> (file: UInt64?, line: UInt32) {
        let line = number(DW_AT_call_line, of: die).flatMap { Int32(exactly: $0) }
        return (number(DW_AT_call_file, of: die), UInt32(clamping: line ?? 0))
    }

    private static func number(_ attribute: Int, of die: Dwarf_Die) -> UInt64? {
        var die = die
        var value = Dwarf_Attribute()
        var number: Dwarf_Word = 0
        guard dwarf_attr(&die, UInt32(attribute), &value) != nil, dwarf_formudata(&value, &number) == 0 else {
            return nil
        }
        return number
    }
}

/// Addresses around one at which the same stands as there.
struct CodeExtent: Hashable {
    let address: UInt64
    private(set) var range: Range<UInt64>

    /// Nothing but the address.
    init(only address: UInt64) {
        self.address = address
        range = address..<(address == .max ? address : address + 1)
    }

    /// All there is.
    init(around address: UInt64) {
        self.address = address
        range = 0..<UInt64.max
    }

    /// Cuts off what is on the other side of a border of `other`.
    /// - Returns: Whether the address is in it.
    @discardableResult
    mutating func cut(by other: Range<UInt64>) -> Bool {
        let isInside = other.contains(address)
        let border =
            if isInside { other } else if other.upperBound <= address { other.upperBound..<UInt64.max } else {
                0..<other.lowerBound
            }
        range = range.clamped(to: border)
        return isInside
    }

    /// The same for all ranges of a DIE.
    mutating func cut(by die: inout Dwarf_Die) -> Bool {
        var isInside = false
        DwarfRanges.visitAll(&die) { if cut(by: $0) { isInside = true } }
        return isInside
    }
}
