import CGlass
import GlassModel

/// One address space of libunwind's and one cursor in it. Steps by call frame information only.
final class LibunwindCursor {
    /// Rules of so many return addresses are kept ready, about 3 MB when full.
    private static let cacheEntries = 16_384

    enum Step {
        case frame
        /// The rules say that this frame has no caller.
        case outermost
        case failed
    }

    private let context: UnwindContext
    private let space: unw_addr_space_t
    private let cursor: UnsafeMutablePointer<unw_cursor_t>

    init(context: UnwindContext) throws(UnwinderError) {
        var accessors = LibunwindAccessors.make()
        guard let space = cglass_unw_create_addr_space(&accessors) else { throw .libunwindUnavailable }
        // The first size that libunwind 1.6 is given only makes it set up its cache of 128, which holds no real program.
        guard cglass_unw_use_global_cache(space) >= 0, cglass_unw_set_cache_size(space, Self.cacheEntries) >= 0,
            cglass_unw_set_cache_size(space, Self.cacheEntries) >= 0
        else {
            cglass_unw_destroy_addr_space(space)
            throw .libunwindUnavailable
        }
        self.context = context
        self.space = space
        cursor = .allocate(capacity: 1)
        cursor.initialize(to: unw_cursor_t())
    }

    deinit {
        cursor.deallocate()
        cglass_unw_destroy_addr_space(space)
    }

    func flush() { cglass_unw_flush_cache(space) }

    /// Begins at the context's registers.
    func start() -> Bool {
        cglass_unw_init_remote(cursor, space, Unmanaged.passUnretained(context).toOpaque()) >= 0
    }

    func step() -> Step {
        let result = cglass_unw_step(cursor)
        if result < 0 { return .failed }
        return result == 0 ? .outermost : .frame
    }

    /// A register by its DWARF number; none where it is unknown, or its place in memory cannot be read.
    func register(_ number: Int) -> UInt64? {
        var value: unw_word_t = 0
        return cglass_unw_get_reg(cursor, Int32(number), &value) >= 0 ? value : nil
    }
}
