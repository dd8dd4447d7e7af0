// Copies the first and the last bytes of what a call moved out of the target's memory. All is read when the call
// returns: the kernel has just used these pages, so that they are there.
#ifndef CAPTURE_H
#define CAPTURE_H

#include "maps.h"

enum { MAXIMUM_VECTORS = 8 };

// `struct iovec`.
struct span {
    uint64_t address;
    uint64_t count;
};

// The members of `struct msghdr` up to the vectors.
struct message {
    uint64_t name;
    uint64_t name_length;
    struct span vectors;
};

static __always_inline uint32_t smaller(uint64_t left, uint32_t right) { return left < right ? left : right; }

// `count` is at most CGLASS_MAXIMUM_TAIL.
static __always_inline void capture_tail(struct scratch *scratch, uint64_t end, uint32_t count) {
    uint32_t head = scratch->event.head;
    if (head > CGLASS_MAXIMUM_HEAD || count == 0 || count > CGLASS_MAXIMUM_TAIL) return;
    if (bpf_probe_read_user(scratch->bytes + head, count, (void *)(end - count)) == 0) scratch->event.tail = count;
}

static __always_inline void capture_buffer(struct scratch *scratch, uint64_t address, uint32_t limit) {
    uint32_t total = scratch->event.total;
    uint32_t head = smaller(total, limit);
    if (head > CGLASS_MAXIMUM_HEAD || bpf_probe_read_user(scratch->bytes, head, (void *)address)) return;
    scratch->event.head = head;
    capture_tail(scratch, address + total, smaller(total - head, CGLASS_MAXIMUM_TAIL));
}

static __always_inline void capture_vectors(struct scratch *scratch, struct span vectors, uint32_t limit) {
    uint64_t left = scratch->event.total;
    uint32_t head = 0;
    struct span last = {};
    for (uint32_t number = 0; number < MAXIMUM_VECTORS; number++) {
        if (number >= vectors.count || left == 0) break;
        if (bpf_probe_read_user(&last, sizeof last, (void *)(vectors.address + number * sizeof last))) return;
        if (last.count > left) last.count = left;
        left -= last.count;
        if (head >= limit || head >= CGLASS_MAXIMUM_HEAD) continue;
        uint32_t part = smaller(last.count, limit - head);
        if (part > CGLASS_MAXIMUM_HEAD || bpf_probe_read_user(scratch->bytes + head, part, (void *)last.address)) {
            limit = 0;
            continue;
        }
        head += part;
        scratch->event.head = head;
    }
    if (left != 0) return;
    uint32_t missing = smaller(scratch->event.total - head, CGLASS_MAXIMUM_TAIL);
    capture_tail(scratch, last.address + last.count, smaller(last.count, missing));
}

static __always_inline void capture_message(struct scratch *scratch, uint64_t address, uint32_t limit) {
    struct message message;
    if (bpf_probe_read_user(&message, sizeof message, (void *)address)) return;
    capture_vectors(scratch, message.vectors, limit);
}

#endif
