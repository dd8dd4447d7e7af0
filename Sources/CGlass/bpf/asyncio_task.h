// Which asyncio task the running thread is in, from CPython's memory.
#ifndef ASYNCIO_TASK_H
#define ASYNCIO_TASK_H

#include "maps.h"

enum { KEYS_HEADER_BYTES = 40, GENERAL_KIND = 0 };

struct entries_place {
    uint64_t address;
    uint32_t count;
    // In words: hash, key and value, or key and value alone.
    uint32_t stride;
};

// Finds the last entries of a dictionary; those of deleted keys stand among them.
static __always_inline int find_entries(const struct cglass_event_loop *loop, struct entries_place *place) {
    uint64_t keys = 0;
    uint64_t place_of_keys = loop->current_tasks + loop->keys_offset;
    if (bpf_probe_read_user(&keys, sizeof keys, (void *)place_of_keys) || keys == 0) return -1;
    uint8_t header[KEYS_HEADER_BYTES];
    if (bpf_probe_read_user(header, sizeof header, (void *)keys)) return -1;
    uint8_t kind = header[loop->kind_offset & 31];
    uint8_t log2_index_bytes = header[loop->log2_index_bytes_offset & 31];
    uint64_t count = *(uint64_t *)&header[loop->entries_count_offset & 24];
    place->stride = kind == GENERAL_KIND ? 3 : 2;
    place->count = count < MAXIMUM_ENTRIES ? count : MAXIMUM_ENTRIES;
    uint64_t skipped = (count - place->count) * place->stride * sizeof(uint64_t);
    place->address = keys + loop->indices_offset + (1ull << (log2_index_bytes & 31)) + skipped;
    return 0;
}

// The address of the task that `loop` runs; 0 for none.
static __always_inline uint64_t task_of_loop(const struct cglass_event_loop *loop, struct scratch *scratch) {
    if (loop->is_pointer) {
        uint64_t task = 0;
        return bpf_probe_read_user(&task, sizeof task, (void *)loop->current_tasks) ? 0 : task;
    }
    struct entries_place place;
    if (find_entries(loop, &place)) return 0;
    uint32_t size = place.count * place.stride * sizeof(uint64_t);
    if (size == 0 || size > sizeof scratch->entries) return 0;
    if (bpf_probe_read_user(scratch->entries, size, (void *)place.address)) return 0;
    for (uint32_t entry = 0; entry < MAXIMUM_ENTRIES; entry++) {
        if (entry >= place.count) return 0;
        uint32_t value = entry * place.stride + place.stride - 1;
        if (value == 0 || value >= 3 * MAXIMUM_ENTRIES) return 0;
        if (scratch->entries[value - 1] == loop->loop) return scratch->entries[value];
    }
    return 0;
}

static __always_inline uint64_t current_asyncio_task(uint32_t thread, struct scratch *scratch) {
    const struct cglass_event_loop *loop = bpf_map_lookup_elem(&loops, &thread);
    return loop ? task_of_loop(loop, scratch) : 0;
}

#endif
