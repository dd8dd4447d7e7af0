// libunwind's remote unwinding as plain functions: its own names are macros, which Swift cannot see.
#ifndef CGLASS_UNWIND_H
#define CGLASS_UNWIND_H

#include <libunwind.h>

unw_addr_space_t cglass_unw_create_addr_space(unw_accessors_t *accessors);
void cglass_unw_destroy_addr_space(unw_addr_space_t space);
int cglass_unw_use_global_cache(unw_addr_space_t space);
int cglass_unw_set_cache_size(unw_addr_space_t space, size_t entries);
void cglass_unw_flush_cache(unw_addr_space_t space);
int cglass_unw_init_remote(unw_cursor_t *cursor, unw_addr_space_t space, void *argument);
int cglass_unw_step(unw_cursor_t *cursor);
int cglass_unw_get_reg(unw_cursor_t *cursor, int reg, unw_word_t *value);

// Exported by libunwind for its own companions, though no header declares it: looks `ip` up in a search table as
// .eh_frame_hdr has them, reads the FDE found with the accessors, and fills in `info`.
int cglass_unw_search_table(
    unw_addr_space_t space, unw_word_t ip, unw_dyn_info_t *table, unw_proc_info_t *info, int need_unwind_info,
    void *argument);

#endif
