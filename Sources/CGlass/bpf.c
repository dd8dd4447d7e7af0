#include "cglass_bpf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

static cglass_bpf_listener current_listener;

static int pass_on(enum libbpf_print_level level, const char *format, va_list arguments) {
    if (level == LIBBPF_DEBUG || current_listener == NULL) return 0;
    char text[1024];
    int count = vsnprintf(text, sizeof text, format, arguments);
    current_listener(text);
    return count;
}

void cglass_bpf_listen(cglass_bpf_listener listener) {
    current_listener = listener;
    libbpf_set_print(pass_on);
}

cglass_bpf_object *cglass_bpf_open(const void *bytes, size_t count) {
    LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "glass");
    return bpf_object__open_mem(bytes, count, &options);
}

int cglass_bpf_resize(cglass_bpf_object *object, const char *map, uint32_t count) {
    return bpf_map__set_max_entries(bpf_object__find_map_by_name(object, map), count);
}

int cglass_bpf_load(cglass_bpf_object *object) { return bpf_object__load(object); }

void cglass_bpf_close(cglass_bpf_object *object) { bpf_object__close(object); }

int cglass_bpf_map(const cglass_bpf_object *object, const char *name) {
    return bpf_object__find_map_fd_by_name(object, name);
}

int cglass_bpf_program(const cglass_bpf_object *object, const char *name) {
    return bpf_program__fd(bpf_object__find_program_by_name(object, name));
}

int cglass_bpf_attach_tracepoint(int program) { return bpf_raw_tracepoint_open(NULL, program); }

int cglass_bpf_set(int map, const void *key, const void *value) {
    return bpf_map_update_elem(map, key, value, BPF_ANY);
}

int cglass_bpf_remove(int map, const void *key) { return bpf_map_delete_elem(map, key); }

int cglass_bpf_get(int map, const void *key, void *value) { return bpf_map_lookup_elem(map, key, value); }

int cglass_bpf_cpu_count(void) { return libbpf_num_possible_cpus(); }

cglass_bpf_ring *cglass_bpf_ring_open(int map, cglass_bpf_consumer consumer, void *context) {
    return ring_buffer__new(map, consumer, context, NULL);
}

int cglass_bpf_ring_consume(cglass_bpf_ring *ring) { return ring_buffer__consume(ring); }

void cglass_bpf_ring_close(cglass_bpf_ring *ring) { ring_buffer__free(ring); }

int cglass_edge_waiter(int descriptor) {
    int waiter = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET};
    if (waiter < 0 || epoll_ctl(waiter, EPOLL_CTL_ADD, descriptor, &event) == 0) return waiter;
    close(waiter);
    return -1;
}

int cglass_edge_wait(int waiter, int milliseconds) {
    struct epoll_event event;
    return epoll_wait(waiter, &event, 1, milliseconds);
}
