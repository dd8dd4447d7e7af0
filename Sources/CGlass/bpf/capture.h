// Copies the first and the last bytes of what a call moved out of the target's memory. All is read when the call
// returns: the kernel has just used these pages, so that they are there.
#ifndef CAPTURE_H
#define CAPTURE_H

#include "request_start.h"

enum { MAXIMUM_VECTORS = 8 };

// `struct iovec`, and what tells of several.
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

static __always_inline void capture_buffer(struct scratch *scratch, uint64_t address) {
    uint32_t total = scratch->event.total;
    uint32_t head = total;
    if (total > CGLASS_USUAL_HEAD) {
        union start start;
        if (bpf_probe_read_user(&start, sizeof start, (void *)address)) return;
        head = smaller(total, head_limit(start.word));
    }
    if (bpf_probe_read_user(scratch->bytes, bounded(head), (void *)address)) return;
    scratch->event.head = head;
    capture_tail(scratch, address + total, smaller(total - head, CGLASS_MAXIMUM_TAIL));
}

// Like `head_limit`, of what lies in several places, of which the first may be shorter than a message's first bytes.
__noinline uint32_t head_limit_of_vectors(struct scratch *scratch, uint64_t address, uint64_t count) {
    if (scratch == 0) return 0;
    uint32_t head = 0;
    struct span span;
    for (uint32_t number = 0; number < MAXIMUM_VECTORS; number++) {
        if (number >= count || head >= sizeof(union start)) break;
        if (bpf_probe_read_user(&span, sizeof span, (void *)(address + number * sizeof span))) return 0;
        uint32_t part = smaller(span.count, sizeof(union start) - head);
        if (bpf_probe_read_user(scratch->bytes + bounded(head), bounded(part), (void *)span.address)) return 0;
        head += part;
    }
    return head_limit(((union start *)scratch->bytes)->word);
}

// Verified by itself, once.
__noinline int capture_vectors(struct scratch *scratch, uint64_t address, uint64_t count) {
    if (scratch == 0) return 0;
    uint64_t left = scratch->event.total;
    uint32_t limit = left > CGLASS_USUAL_HEAD ? head_limit_of_vectors(scratch, address, count) : CGLASS_USUAL_HEAD;
    uint32_t head = 0;
    struct span last = {};
    for (uint32_t number = 0; number < MAXIMUM_VECTORS; number++) {
        if (number >= count || left == 0) break;
        if (bpf_probe_read_user(&last, sizeof last, (void *)(address + number * sizeof last))) return 0;
        if (last.count > left) last.count = left;
        left -= last.count;
        if (head >= limit) continue;
        uint32_t part = smaller(last.count, limit - head);
        if (bpf_probe_read_user(scratch->bytes + bounded(head), bounded(part), (void *)last.address)) {
            limit = 0;
            continue;
        }
        head += part;
        scratch->event.head = head;
    }
    if (left != 0) return 0;
    uint32_t missing = smaller(scratch->event.total - head, CGLASS_MAXIMUM_TAIL);
    capture_tail(scratch, last.address + last.count, smaller(last.count, missing));
    return 0;
}

#endif
