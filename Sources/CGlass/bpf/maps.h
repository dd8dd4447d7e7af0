// What the programs share with one another and with user space.
#ifndef MAPS_H
#define MAPS_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "../include/cglass_socket_events.h"

enum {
    RING_BYTES = 8 << 20,
    // The reader is woken each time that so much has come together; it looks by itself every few milliseconds.
    WAKE_BYTES = 64 << 10,
    MAXIMUM_CONNECTIONS = 1 << 17,
    MAXIMUM_PROCESSES = 1 << 14,
    // Eight entries suffice for a dictionary of one event loop; a few more for threads that each have one.
    MAXIMUM_ENTRIES = 16,
};

struct connection {
    // The address of the kernel's `struct file`; never followed without checking what is found there.
    uint64_t file;
    // The process and descriptor by which it was last used.
    uint64_t owner;
    uint32_t generation;
    uint16_t has_gap;
    // A `cglass_socket_origin`.
    uint16_t origin;
    // So many bytes more than usual are captured in each direction.
    uint32_t wanted_of_reads;
    uint32_t wanted_of_writes;
};

// `struct iovec`, and what tells of several.
struct span {
    uint64_t address;
    uint64_t count;
};

// Where the bytes of a call are in the target's memory: in one buffer or several; nowhere.
enum place { PLACE_NONE, PLACE_BUFFER, PLACE_VECTORS };

// How far the bytes of several buffers have been gone through.
struct walk {
    uint64_t skipped;
    uint64_t left;
    struct span last;
    uint32_t limit;
};

// Where an event is put together before it goes into the ring. The verifier does not see that what is appended ends
// before the limit, only that place and count are each within it: hence twice the size.
struct scratch {
    struct cglass_socket_event event;
    uint8_t bytes[2 * CGLASS_MAXIMUM_HEAD];
    uint64_t entries[3 * MAXIMUM_ENTRIES];
    enum place place;
    struct span span;
    struct walk walk;
};

// Of a thread of a watched process.
struct thread_state {
    // Of the settings when the process was last found to be watched.
    uint32_t watch_generation;
    uint32_t turn;
};

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, RING_BYTES);
} events SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, MAXIMUM_PROCESSES);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, uint32_t);
    __type(value, uint8_t);
} watched SEC(".maps");

// Whether a process may be among the watched: most are not, and this tells so in a few instructions. Never taken back.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, CGLASS_MARK_COUNT);
    __type(key, uint32_t);
    __type(value, uint8_t);
} marks SEC(".maps");

// By inode number. Of the connections that are too many, those longest unused are forgotten; each is announced again
// should it speak again.
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, MAXIMUM_CONNECTIONS);
    __type(key, uint64_t);
    __type(value, struct connection);
} connections SEC(".maps");

// The inode number by process and descriptor: when `close` returns, the kernel's own table no longer tells.
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, MAXIMUM_CONNECTIONS);
    __type(key, uint64_t);
    __type(value, uint64_t);
} descriptors SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct thread_state);
} threads SEC(".maps");

// By thread.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, MAXIMUM_PROCESSES);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, uint32_t);
    __type(value, struct cglass_event_loop);
} loops SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct cglass_tap_settings);
} settings SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct cglass_tap_counts);
} counts SEC(".maps");

// By CPU, of which user space says how many there are; the kernel's own arrays by CPU end at 32 KiB.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct scratch);
} scratches SEC(".maps");

#endif
