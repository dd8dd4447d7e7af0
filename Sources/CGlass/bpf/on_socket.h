// The cheap way of watching: it runs only where bytes go through sockets, so that other system calls cost what they
// always do. It does not see turns, who made a connection, or the end of one between processes of one machine (Unix).
// Needs Linux 6.3.
#include "event.h"

enum { STATE_CLOSED = 7, SHUT_BOTH_WAYS = 3, IS_READ = 0, IS_WRITE = 1 };

static __always_inline void on_moved(struct sock *sock, long count, int is_write, struct scratch *scratch) {
    struct call call = {.result = count, .task = (struct task_struct *)bpf_get_current_task_btf()};
    if (scratch == 0 || watched_thread(call.task) == 0) return;
    call.time = bpf_ktime_get_ns();
    call.registers = (struct pt_regs *)bpf_task_pt_regs((void *)call.task);
    uint64_t number = CALL_NUMBER(call.registers);
    call.kind = number < CALL_NUMBERS ? call_kinds[number] : CALL_OTHER;
    struct handle handle;
    if (describe_socket(sock, owner_key(call.task, ARGUMENT_1(call.registers)), &handle)) return;
    on_data(scratch, &call, &handle, is_write);
    count_cost(call.time);
}

SEC("tp_btf/sock_send_length")
int on_socket_send(uint64_t *context) {
    int count = context[1];
    if (count > 0) on_moved((struct sock *)context[0], count, IS_WRITE, scratch_of(SCRATCH_SEND));
    return 0;
}

SEC("tp_btf/sock_recv_length")
int on_socket_receive(uint64_t *context) {
    int count = context[1], flags = context[2];
    // Nothing read: the peer has said its last.
    if (count < 0 || flags & (MESSAGE_PEEK | MESSAGE_ERROR_QUEUE)) return 0;
    on_moved((struct sock *)context[0], count, IS_READ, scratch_of(SCRATCH_RECEIVE));
    return 0;
}

// Runs in whatever process is there when a packet comes in, or in the one that closes.
SEC("tp_btf/inet_sock_set_state")
int on_socket_state(uint64_t *context) {
    struct sock *sock = (struct sock *)context[0];
    int state = context[2];
    if (state != STATE_CLOSED && sock->sk_shutdown != SHUT_BOTH_WAYS) return 0;
    struct handle handle;
    if (describe_socket(sock, 0, &handle)) return 0;
    struct connection *known = bpf_map_lookup_elem(&connections, &handle.inode);
    struct scratch *scratch = scratch_of(SCRATCH_STATE);
    if (known == 0 || scratch == 0) return 0;
    struct call call = {.task = (struct task_struct *)bpf_get_current_task_btf(), .time = bpf_ktime_get_ns()};
    begin_event(scratch, &call);
    uint32_t process = known->owner >> 32;
    if (scratch->event.process != process) {
        scratch->event.process = scratch->event.thread = process;
        scratch->event.cpu = 0;
    }
    bpf_map_delete_elem(&descriptors, &known->owner);
    end_connection(scratch, known, handle.inode);
    return 0;
}
