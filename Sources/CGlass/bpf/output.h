// Into the ring.
#ifndef OUTPUT_H
#define OUTPUT_H

#include "maps.h"

enum { RING_IS_FULL = -2 };

static __always_inline struct cglass_tap_counts *own_counts(void) {
    uint32_t zero = 0;
    return bpf_map_lookup_elem(&counts, &zero);
}

// Waking the reader is the dearest part of an event, so it is done once for many.
static __always_inline uint64_t wake_flags(uint32_t size) {
    uint64_t waiting = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);
    return (waiting & (WAKE_BYTES - 1)) + size >= WAKE_BYTES ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

// Sends the event in `scratch` with the bytes that belong to it.
static __always_inline int send(struct scratch *scratch) {
    uint32_t bytes = (uint32_t)scratch->event.head + scratch->event.tail;
    if (bytes > CGLASS_MAXIMUM_HEAD + CGLASS_MAXIMUM_TAIL) return RING_IS_FULL;
    uint32_t size = sizeof scratch->event + bytes;
    if (bpf_ringbuf_output(&events, scratch, size, wake_flags(size)) == 0) return 0;
    struct cglass_tap_counts *own = own_counts();
    if (own) own->lost++;
    return RING_IS_FULL;
}

#endif
