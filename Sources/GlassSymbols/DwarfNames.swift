import CGlass
import Glibc

extension DwarfReader {
    /// The name of a DIE's function: its mangled name, which tells more than its plain one, where that can be read.
    static func name(of die: Dwarf_Die) -> ReadableName? {
        let linkage = text(DW_AT_linkage_name, of: die) ?? text(DW_AT_MIPS_linkage_name, of: die)
        if let linkage, let readable = Demangler.demangled(linkage) { return readable }
        guard let plain = text(DW_AT_name, of: die).map({ Demangler.readable($0) }) else {
            return linkage.map { Demangler.name(of: $0) }
        }
        // gcc gives inlined lambdas and templates over them no mangled name; alone, `operator()` says nothing.
        let needsScope = linkage != nil || plain.hasPrefix("operator") || plain.contains("<")
        guard needsScope else { return ReadableName(plain) }
        let unnamed = plain.hasPrefix("operator()") ? "{lambda}" : "(anonymous)"
        let names = scopes(of: die).map { $0 ?? unnamed } + [plain]
        return ReadableName(Demangler.withoutStandardSpelling(names.joined(separator: "::")))
    }

    /// The DIE of the function that an inlined call is an instance of; its own where it names none.
    static func origin(of die: Dwarf_Die) -> Dwarf_Off {
        var die = die
        var (value, target) = (Dwarf_Attribute(), Dwarf_Die())
        guard dwarf_attr(&die, UInt32(DW_AT_abstract_origin), &value) != nil,
            dwarf_formref_die(&value, &target) != nil
        else { return dwarf_dieoffset(&die) }
        return dwarf_dieoffset(&target)
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

    /// The names of the namespaces, types and the function around where a function is declared, outermost first,
    /// nil for one without a name. libdw looks through the whole unit for them.
    private static func scopes(of die: Dwarf_Die) -> [String?] {
        var declaration = declaration(of: die)
        var found: UnsafeMutablePointer<Dwarf_Die>?
        let count = dwarf_getscopes_die(&declaration, &found)
        guard count > 1, let found else { return [] }
        defer { free(found) }
        var names: [String?] = []
        for scope in UnsafeBufferPointer(start: found, count: Int(count)).dropFirst() {
            var scope = scope
            switch Int(dwarf_tag(&scope)) {
            case DW_TAG_namespace, DW_TAG_class_type, DW_TAG_structure_type, DW_TAG_union_type:
                names.append(text(DW_AT_name, of: scope).map { PrintableText.text($0) })
            case DW_TAG_subprogram:
                // Its own name tells the scopes around it.
                return (names + [name(of: scope)?.text]).reversed()
            default: break
            }
        }
        return names.reversed()
    }

    /// Where the function of a DIE was first declared: in its namespace or type.
    private static func declaration(of die: Dwarf_Die) -> Dwarf_Die {
        var current = die
        for _ in 0..<8 {
            let next = [DW_AT_abstract_origin, DW_AT_specification].compactMap { attribute -> Dwarf_Die? in
                var (value, target) = (Dwarf_Attribute(), Dwarf_Die())
                guard dwarf_attr(&current, UInt32(attribute), &value) != nil else { return nil }
                return dwarf_formref_die(&value, &target) == nil ? nil : target
            }.first
            guard let next else { break }
            current = next
        }
        return current
    }
}
