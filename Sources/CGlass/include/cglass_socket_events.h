/// What the BPF program of the socket tap and user space exchange. Both sides include this header.
#ifndef CGLASS_SOCKET_EVENTS_H
#define CGLASS_SOCKET_EVENTS_H

#include <stdint.h>

enum {
    /// Of the bytes at the front of what was moved, an event carries no more than the first of these, or than the second
    /// where they are of a request. One less than a power of two: the program cuts counts down to it with a mask.
    CGLASS_USUAL_HEAD = 4096,
    CGLASS_MAXIMUM_HEAD = (1 << 16) - 1,
    /// Of the bytes at the end of a message that is longer than its head.
    CGLASS_MAXIMUM_TAIL = 32,
    /// Process numbers are cut down to this before they are looked up among the marks.
    CGLASS_MARK_COUNT = 1 << 16,
};

enum cglass_socket_action {
    /// Seen for the first time; a `cglass_socket_ends` follows the event.
    CGLASS_SOCKET_OPENED = 1,
    /// `head` and `tail` bytes follow the event.
    CGLASS_SOCKET_READ = 2,
    CGLASS_SOCKET_WROTE = 3,
    CGLASS_SOCKET_CLOSED = 4,
};

enum cglass_socket_origin {
    CGLASS_ORIGIN_UNKNOWN = 0,
    CGLASS_ORIGIN_ACCEPTED = 1,
    CGLASS_ORIGIN_CONNECTED = 2,
};

struct cglass_socket_event {
    /// CLOCK_MONOTONIC in nanoseconds, when the call returned.
    uint64_t time;
    uint64_t inode;
    /// CPU time of the thread in nanoseconds, from an origin that all threads of the machine share.
    uint64_t cpu;
    /// The address of the asyncio task that ran, or 0.
    uint64_t task;
    uint32_t process;
    uint32_t thread;
    uint32_t turn;
    /// Bytes that the call moved, or a piece of them: a long request is told of in several events.
    uint32_t total;
    uint16_t head;
    uint8_t tail;
    uint8_t action;
    /// Of this connection something was not seen just before this event.
    uint8_t after_gap;
    uint8_t unused[3];
};

struct cglass_socket_ends {
    uint16_t family;
    uint16_t origin;
    /// In host order.
    uint16_t local_port;
    uint16_t peer_port;
    /// In network order; an IPv4 address stands in the first four bytes.
    uint8_t local[16];
    uint8_t peer[16];
};

struct cglass_tap_settings {
    /// A connection is announced anew when this changes.
    uint32_t generation;
    /// Changes whenever a process is named or struck off as watched.
    uint32_t watch_generation;
};

/// Counted on each CPU.
struct cglass_tap_counts {
    uint64_t events;
    /// Events for which the ring had no room.
    uint64_t lost;
    /// Spent in the program on calls of watched processes that had an event.
    uint64_t nanoseconds;
};

/// Where CPython keeps the tasks that run: a dictionary of event loop → task, or a pointer to the task. Addresses are the target's.
struct cglass_event_loop {
    /// The event loop that this thread runs.
    uint64_t loop;
    /// The dictionary, or the pointer.
    uint64_t current_tasks;
    /// Of the pointer to the keys, in the dictionary.
    uint16_t keys_offset;
    /// In the keys; all lie within their first 40 bytes.
    uint16_t kind_offset;
    uint16_t log2_index_bytes_offset;
    uint16_t entries_count_offset;
    uint16_t indices_offset;
    uint16_t is_pointer;
    uint16_t unused[2];
};

#endif
