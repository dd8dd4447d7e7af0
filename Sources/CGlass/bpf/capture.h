// Copies the first and the last bytes of what a call moved out of the target's memory. All is read when the call
// returns: the kernel has just used these pages, so that they are there.
#ifndef CAPTURE_H
#define CAPTURE_H

#include "request_start.h"

enum { MAXIMUM_VECTORS = 8 };

// The members of `struct msghdr` up to the vectors.
struct message {
    uint64_t name;
    uint64_t name_length;
    struct span vectors;
};

// A count that is at most CGLASS_MAXIMUM_HEAD already: lets the verifier see an end to it, whatever the compiler does.
static __always_inline uint64_t bounded(uint64_t count) {
    asm volatile("%0 &= %1" : "+r"(count) : "i"(CGLASS_MAXIMUM_HEAD));
    return count;
}

static __always_inline uint32_t smaller(uint64_t left, uint32_t right) { return left < right ? left : right; }

// `count` is at most CGLASS_MAXIMUM_TAIL.
static __always_inline void capture_tail(struct scratch *scratch, uint64_t end, uint32_t count) {
    if (count == 0) return;
    void *place = scratch->bytes + bounded(scratch->event.head);
    if (bpf_probe_read_user(place, bounded(count), (void *)(end - count)) == 0) scratch->event.tail = count;
}

static __always_inline void capture_buffer(struct scratch *scratch, uint64_t address, uint32_t limit) {
    uint32_t total = scratch->event.total;
    uint32_t head = smaller(total, limit);
    if (bpf_probe_read_user(scratch->bytes, bounded(head), (void *)address)) return;
    scratch->event.head = head;
    capture_tail(scratch, address + total, smaller(total - head, CGLASS_MAXIMUM_TAIL));
}

// Takes what is wanted of one of several places. Returns 0 when there is no more to take. Verified by itself, once: what
// was done so far is kept in memory, which spares the verifier following each way through all of them.
__noinline int capture_vector(struct scratch *scratch, uint64_t address) {
    if (scratch == 0) return 0;
    struct walk *walk = &scratch->walk;
    struct span span;
    if (bpf_probe_read_user(&span, sizeof span, (void *)address)) return 0;
    uint64_t passed = span.count < walk->skipped ? span.count : walk->skipped;
    walk->skipped -= passed;
    span.address += passed;
    span.count -= passed;
    if (span.count > walk->left) span.count = walk->left;
    walk->left -= span.count;
    walk->last = span;
    uint32_t head = scratch->event.head;
    if (head >= walk->limit) return walk->left != 0;
    uint32_t part = smaller(span.count, walk->limit - head);
    if (bpf_probe_read_user(scratch->bytes + bounded(head), bounded(part), (void *)span.address)) {
        walk->limit = 0;
    } else {
        scratch->event.head = head + part;
    }
    return walk->left != 0;
}

// Of what lies in several places, leaves out the first `skipped` bytes.
__noinline int capture_vectors(
    struct scratch *scratch, uint64_t address, uint64_t count, uint32_t limit, uint64_t skipped) {
    if (scratch == 0) return 0;
    struct walk *walk = &scratch->walk;
    *walk = (struct walk){.skipped = skipped, .left = scratch->event.total, .limit = limit};
    for (uint32_t number = 0; number < MAXIMUM_VECTORS; number++) {
        if (number >= count || !capture_vector(scratch, address + number * sizeof(struct span))) break;
    }
    if (walk->left != 0) return 0;
    uint32_t missing = smaller(scratch->event.total - scratch->event.head, CGLASS_MAXIMUM_TAIL);
    capture_tail(scratch, walk->last.address + walk->last.count, smaller(walk->last.count, missing));
    return 0;
}

#endif
