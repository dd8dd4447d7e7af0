// From a descriptor to the connection behind it, and what is known of each.
#ifndef CONNECTION_H
#define CONNECTION_H

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>

#include "kernel_types.h"
#include "output.h"

enum {
    FILE_TYPE_MASK = 0170000,
    FILE_TYPE_SOCKET = 0140000,
    STREAM = 1,
    FAMILY_UNIX = 1,
    FAMILY_INET = 2,
    FAMILY_INET6 = 10,
};

struct handle {
    struct file *file;
    uint64_t inode;
    // See `struct connection`.
    uint64_t owner;
};

static __always_inline uint64_t owner_key(struct task_struct *task, uint32_t descriptor) {
    return (uint64_t)(uint32_t)task->tgid << 32 | descriptor;
}

// Finds the socket behind a descriptor; fails for what is none.
static __always_inline int find_socket(struct task_struct *task, uint32_t descriptor, struct handle *handle) {
    struct fdtable *table = task->files->fdt;
    if (descriptor >= table->max_fds) return -1;
    struct file *file = 0;
    if (bpf_probe_read_kernel(&file, sizeof file, table->fd + descriptor) || file == 0) return -1;
    struct inode *inode = BPF_CORE_READ(file, f_inode);
    if ((BPF_CORE_READ(inode, i_mode) & FILE_TYPE_MASK) != FILE_TYPE_SOCKET) return -1;
    handle->file = file;
    handle->inode = BPF_CORE_READ(inode, i_ino);
    handle->owner = owner_key(task, descriptor);
    return 0;
}

// Whether the last descriptor of a connection is gone. The kernel may use the memory of a `struct file` for another.
static __always_inline int is_released(uint64_t address, uint64_t inode) {
    struct file *file = (struct file *)address;
    if (BPF_CORE_READ(file, f_inode, i_ino) != inode) return 1;
    struct file___counted *counted = (struct file___counted *)address;
    // Counts from 0 for one reference; negative without any.
    if (bpf_core_field_exists(counted->f_ref)) return BPF_CORE_READ(counted, f_ref.refcnt.counter) < 0;
    return BPF_CORE_READ(file, f_count.counter) <= 0;
}

static __always_inline void end_connection(struct scratch *scratch, struct connection *known, uint64_t inode) {
    struct cglass_socket_event *event = &scratch->event;
    event->inode = inode;
    event->action = CGLASS_SOCKET_CLOSED;
    event->after_gap = known->has_gap;
    event->total = event->head = event->tail = 0;
    send(scratch);
    bpf_map_delete_elem(&connections, &inode);
}

// What a descriptor stood for does so no longer.
static __always_inline void forget_descriptor(struct scratch *scratch, uint64_t owner, uint64_t inode) {
    bpf_map_delete_elem(&descriptors, &owner);
    struct connection *known = bpf_map_lookup_elem(&connections, &inode);
    if (known && is_released(known->file, inode)) end_connection(scratch, known, inode);
}

static __always_inline void remember_descriptor(struct scratch *scratch, const struct handle *handle) {
    uint64_t *before = bpf_map_lookup_elem(&descriptors, &handle->owner);
    if (before && *before != handle->inode) forget_descriptor(scratch, handle->owner, *before);
    bpf_map_update_elem(&descriptors, &handle->owner, &handle->inode, BPF_ANY);
}

static __always_inline void describe_ends(struct sock *sock, uint16_t family, struct cglass_socket_ends *ends) {
    if (family == FAMILY_UNIX) return;
    ends->local_port = BPF_CORE_READ(sock, __sk_common.skc_num);
    ends->peer_port = bpf_ntohs(BPF_CORE_READ(sock, __sk_common.skc_dport));
    if (family == FAMILY_INET) {
        *(uint32_t *)ends->local = BPF_CORE_READ(sock, __sk_common.skc_rcv_saddr);
        *(uint32_t *)ends->peer = BPF_CORE_READ(sock, __sk_common.skc_daddr);
        return;
    }
    BPF_CORE_READ_INTO((struct in6_addr *)ends->local, sock, __sk_common.skc_v6_rcv_saddr);
    BPF_CORE_READ_INTO((struct in6_addr *)ends->peer, sock, __sk_common.skc_v6_daddr);
}

// Tells of a connection that nothing has been told of. Fails for sockets of other kinds, and where the ring is full.
static __always_inline int announce(struct scratch *scratch, const struct handle *handle, uint16_t origin) {
    struct file *file = handle->file;
    struct socket *socket = BPF_CORE_READ(file, private_data);
    if (BPF_CORE_READ(socket, type) != STREAM) return -1;
    struct sock *sock = BPF_CORE_READ(socket, sk);
    uint16_t family = BPF_CORE_READ(sock, __sk_common.skc_family);
    if (family != FAMILY_INET && family != FAMILY_INET6 && family != FAMILY_UNIX) return -1;
    struct cglass_socket_ends *ends = (struct cglass_socket_ends *)scratch->bytes;
    *ends = (struct cglass_socket_ends){.family = family, .origin = origin};
    describe_ends(sock, family, ends);
    remember_descriptor(scratch, handle);
    struct cglass_socket_event *event = &scratch->event;
    event->inode = handle->inode;
    event->action = CGLASS_SOCKET_OPENED;
    event->after_gap = 0;
    event->total = event->tail = 0;
    event->head = sizeof *ends;
    return send(scratch);
}

// What is kept of the connection behind `handle`, announced first where it is new; none where it is of no interest.
static __always_inline struct connection *connection_of(
    struct scratch *scratch, const struct handle *handle, uint32_t generation, uint16_t origin) {
    struct connection *known = bpf_map_lookup_elem(&connections, &handle->inode);
    if (known && known->generation == generation) {
        if (known->owner != handle->owner) {
            known->owner = handle->owner;
            remember_descriptor(scratch, handle);
        }
        return known;
    }
    int failure = announce(scratch, handle, origin);
    if (failure == -1) return 0;
    // Of one that is known something was missed: while user space was not attached, or since it was first tried.
    struct connection fresh = {
        .file = (uint64_t)handle->file, .owner = handle->owner, .generation = generation, .has_gap = known != 0,
        .origin = origin};
    // One that could not be announced is tried again with its next event.
    if (failure) fresh.generation = generation - 1;
    bpf_map_update_elem(&connections, &handle->inode, &fresh, BPF_ANY);
    return failure ? 0 : bpf_map_lookup_elem(&connections, &handle->inode);
}

#endif
