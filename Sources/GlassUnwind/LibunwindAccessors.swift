import CGlass
import GlassModel

/// libunwind's view of the target: every read goes to the ``UnwindContext`` that it gets as its argument.
enum LibunwindAccessors {
    /// Any error but `UNW_ENOINFO`: after that one libunwind would guess at frame pointers by itself, unseen.
    private static let noRule = -Int32(UNW_ESTOPUNWIND.rawValue)
    private static let unreadable = -Int32(UNW_EINVAL.rawValue)
    private static let badRegister = -Int32(UNW_EBADREG.rawValue)
    private static let noInformation = -Int32(UNW_ENOINFO.rawValue)

    /// An address that no target can have, where a search table of the one entry stands that glass has found already.
    private static let tableAddress: UInt64 = 0xffff_dead_0000_0000
    /// Its entry: a function from the lowest possible offset on, whose FDE is at the table's base.
    private static let tableEntry = UInt64(UInt32(bitPattern: Int32.min))

    static func make() -> unw_accessors_t {
        unw_accessors_t(
            find_proc_info: { LibunwindAccessors.findProcInfo($0, $1, $2, $3, $4) },
            put_unwind_info: { _, _, _ in },
            get_dyn_info_list_addr: { _, _, _ in LibunwindAccessors.noInformation },
            access_mem: { LibunwindAccessors.accessMemory($1, $2, write: $3, $4) },
            access_reg: { LibunwindAccessors.accessRegister($1, $2, write: $3, $4) },
            access_fpreg: { _, _, _, _, _ in LibunwindAccessors.badRegister },
            resume: { _, _, _ in LibunwindAccessors.unreadable },
            get_proc_name: nil)
    }

    private static func context(_ argument: UnsafeMutableRawPointer?) -> Unmanaged<UnwindContext>? {
        argument.map { Unmanaged<UnwindContext>.fromOpaque($0) }
    }

    private static func findProcInfo(
        _ space: unw_addr_space_t?, _ address: unw_word_t, _ info: UnsafeMutablePointer<unw_proc_info_t>?,
        _ needsInfo: Int32, _ argument: UnsafeMutableRawPointer?
    ) -> Int32 {
        let entry = context(argument)?._withUnsafeGuaranteedRef { $0.frameEntry(for: VirtualAddress(address)) }
        guard let entry else {
            context(argument)?._withUnsafeGuaranteedRef { $0.noteNoRule() }
            return noRule
        }
        var table = unw_dyn_info_t()
        table.start_ip = 0
        table.end_ip = .max
        table.format = Int32(UNW_INFO_FORMAT_REMOTE_TABLE.rawValue)
        table.u.rti.segbase = entry.rawValue
        table.u.rti.table_len = 1  // in words
        table.u.rti.table_data = tableAddress
        context(argument)?._withUnsafeGuaranteedRef { $0.isReadingEntry = true }
        let result = cglass_unw_search_table(space, address, &table, info, needsInfo, argument)
        context(argument)?._withUnsafeGuaranteedRef { $0.isReadingEntry = false }
        guard result == noInformation else { return result }
        context(argument)?._withUnsafeGuaranteedRef { $0.noteNoRule() }
        return noRule
    }

    private static func accessMemory(
        _ address: unw_word_t, _ value: UnsafeMutablePointer<unw_word_t>?, write: Int32,
        _ argument: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard write == 0, let value, let context = context(argument) else { return unreadable }
        if address == tableAddress {
            value.pointee = tableEntry
            return 0
        }
        guard let word = context._withUnsafeGuaranteedRef({ $0.word(at: VirtualAddress(address)) }) else {
            return unreadable
        }
        value.pointee = word
        return 0
    }

    /// libunwind numbers the registers of x86-64 and arm64 that have a DWARF number just so.
    private static func accessRegister(
        _ number: unw_regnum_t, _ value: UnsafeMutablePointer<unw_word_t>?, write: Int32,
        _ argument: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard write == 0, let value,
            let word = context(argument)?._withUnsafeGuaranteedRef({ $0.register(Int(number)) })
        else { return badRegister }
        value.pointee = word
        return 0
    }
}
