/// libbpf and epoll for the socket tap. No logic.
#ifndef CGLASS_BPF_H
#define CGLASS_BPF_H

#include <stddef.h>
#include <stdint.h>

#include "cglass_socket_events.h"

typedef struct bpf_object cglass_bpf_object;
typedef struct ring_buffer cglass_bpf_ring;

/// Gets the lines that libbpf would print; `text` ends with a NUL and lives during the call.
typedef void (*cglass_bpf_listener)(const char *text);
void cglass_bpf_listen(cglass_bpf_listener listener);

/// Returns NULL with errno.
cglass_bpf_object *cglass_bpf_open(const void *bytes, size_t count);
/// Says how many entries a map will have; before loading. Returns 0 or -errno.
int cglass_bpf_resize(cglass_bpf_object *object, const char *map, uint32_t count);
/// Returns 0 or -errno.
int cglass_bpf_load(cglass_bpf_object *object);
void cglass_bpf_close(cglass_bpf_object *object);
/// A descriptor that `object` owns, or negative.
int cglass_bpf_map(const cglass_bpf_object *object, const char *name);
int cglass_bpf_program(const cglass_bpf_object *object, const char *name);
/// A descriptor: the program runs until it is closed. Returns -errno.
int cglass_bpf_attach_tracepoint(int program);

/// Return 0 or -errno.
int cglass_bpf_set(int map, const void *key, const void *value);
int cglass_bpf_remove(int map, const void *key);
int cglass_bpf_get(int map, const void *key, void *value);
int cglass_bpf_cpu_count(void);

typedef int (*cglass_bpf_consumer)(void *context, void *data, size_t size);
/// Returns NULL with errno.
cglass_bpf_ring *cglass_bpf_ring_open(int map, cglass_bpf_consumer consumer, void *context);
/// Passes all that waits to the consumer; the count, or -errno.
int cglass_bpf_ring_consume(cglass_bpf_ring *ring);
void cglass_bpf_ring_close(cglass_bpf_ring *ring);

/// An epoll descriptor that tells of each wake-up of `descriptor` once; -1 with errno.
int cglass_edge_waiter(int descriptor);
int cglass_edge_wait(int waiter, int milliseconds);

#endif
