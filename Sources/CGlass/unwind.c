#include "cglass_unwind.h"

#define dwarf_search_unwind_table UNW_OBJ(dwarf_search_unwind_table)

extern int dwarf_search_unwind_table(
    unw_addr_space_t space, unw_word_t ip, unw_dyn_info_t *table, unw_proc_info_t *info, int need_unwind_info,
    void *argument);

unw_addr_space_t cglass_unw_create_addr_space(unw_accessors_t *accessors) {
    return unw_create_addr_space(accessors, 0);
}

void cglass_unw_destroy_addr_space(unw_addr_space_t space) { unw_destroy_addr_space(space); }

int cglass_unw_use_global_cache(unw_addr_space_t space) { return unw_set_caching_policy(space, UNW_CACHE_GLOBAL); }

int cglass_unw_set_cache_size(unw_addr_space_t space, size_t entries) { return unw_set_cache_size(space, entries, 0); }

void cglass_unw_flush_cache(unw_addr_space_t space) { unw_flush_cache(space, 0, 0); }

int cglass_unw_init_remote(unw_cursor_t *cursor, unw_addr_space_t space, void *argument) {
    return unw_init_remote(cursor, space, argument);
}

int cglass_unw_step(unw_cursor_t *cursor) { return unw_step(cursor); }

int cglass_unw_get_reg(unw_cursor_t *cursor, int reg, unw_word_t *value) { return unw_get_reg(cursor, reg, value); }

int cglass_unw_search_table(
    unw_addr_space_t space, unw_word_t ip, unw_dyn_info_t *table, unw_proc_info_t *info, int need_unwind_info,
    void *argument) {
    return dwarf_search_unwind_table(space, ip, table, info, need_unwind_info, argument);
}
