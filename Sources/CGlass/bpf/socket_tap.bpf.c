// The socket tap: tells user space what watched processes read from and write to their connections. It runs when system
// calls return, of every process on the machine, so what is none of its business has to leave at once.
#include "asyncio_task.h"
#include "capture.h"
#include "connection.h"
#include "system_calls.h"
#include "thread_clock.h"

#include <bpf/bpf_core_read.h>

// Flags of recv(2): what is only looked at will be read again, and what is cut off is nowhere.
enum { MESSAGE_PEEK = 0x2, MESSAGE_TRUNCATE = 0x20, MESSAGE_ERROR_QUEUE = 0x2000 };

enum { ERROR_IN_PROGRESS = 115, COST_INTERVAL = 8 };

char program_license[] SEC("license") = "GPL";

struct call {
    struct task_struct *task;
    struct pt_regs *registers;
    long result;
    enum call_kind kind;
    uint64_t time;
};

static __always_inline void count_turn(struct task_struct *task) {
    struct thread_state *state = bpf_task_storage_get(&threads, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (state) state->turn++;
}

static __always_inline void begin_event(struct scratch *scratch, const struct call *call) {
    struct cglass_socket_event *event = &scratch->event;
    struct thread_state *state = bpf_task_storage_get(&threads, call->task, 0, 0);
    event->time = call->time;
    event->cpu = thread_clock(call->task, call->time);
    event->process = call->task->tgid;
    event->thread = call->task->pid;
    event->turn = state ? state->turn : 0;
    event->task = 0;
}

static __always_inline void capture(struct scratch *scratch, const struct call *call, uint32_t limit) {
    struct pt_regs *registers = call->registers;
    switch (call->kind) {
        case CALL_RECEIVE:
            if (ARGUMENT_4(registers) & MESSAGE_TRUNCATE) return;
        case CALL_READ:
        case CALL_WRITE:
        case CALL_SEND:
            return capture_buffer(scratch, ARGUMENT_2(registers), limit);
        case CALL_READ_VECTOR:
        case CALL_WRITE_VECTOR: {
            struct span vectors = {ARGUMENT_2(registers), ARGUMENT_3(registers)};
            return capture_vectors(scratch, vectors, limit);
        }
        case CALL_RECEIVE_MESSAGE:
            if (ARGUMENT_3(registers) & MESSAGE_TRUNCATE) return;
        case CALL_SEND_MESSAGE:
            return capture_message(scratch, ARGUMENT_2(registers), limit);
        default:
            return;
    }
}

static __always_inline int moves_nothing(const struct call *call) {
    uint64_t flags = 0;
    if (call->kind == CALL_RECEIVE) flags = ARGUMENT_4(call->registers);
    if (call->kind == CALL_RECEIVE_MESSAGE) flags = ARGUMENT_3(call->registers);
    return flags & (MESSAGE_PEEK | MESSAGE_ERROR_QUEUE);
}

static __always_inline void on_data(
    struct scratch *scratch, const struct call *call, const struct cglass_tap_settings *own) {
    struct handle handle;
    if (moves_nothing(call) || find_socket(call->task, ARGUMENT_1(call->registers), &handle)) return;
    begin_event(scratch, call);
    struct connection *connection = connection_of(scratch, &handle, own->generation, CGLASS_ORIGIN_UNKNOWN);
    if (connection == 0) return;
    struct cglass_socket_event *event = &scratch->event;
    int is_write = call->kind >= CALL_WRITE;
    event->inode = handle.inode;
    event->action = is_write ? CGLASS_SOCKET_WROTE : CGLASS_SOCKET_READ;
    event->after_gap = connection->has_gap;
    event->total = call->result;
    event->head = event->tail = 0;
    if (is_write) event->task = current_asyncio_task(event->thread, scratch);
    uint32_t limit = own->head_limit;
    capture(scratch, call, limit < CGLASS_MAXIMUM_HEAD ? limit : CGLASS_MAXIMUM_HEAD);
    connection->has_gap = send(scratch) != 0;
}

static __always_inline void on_opened(
    struct scratch *scratch, const struct call *call, const struct cglass_tap_settings *own) {
    int is_accept = call->kind == CALL_ACCEPT;
    uint32_t descriptor = is_accept ? call->result : ARGUMENT_1(call->registers);
    struct handle handle;
    if (find_socket(call->task, descriptor, &handle)) return;
    begin_event(scratch, call);
    connection_of(scratch, &handle, own->generation, is_accept ? CGLASS_ORIGIN_ACCEPTED : CGLASS_ORIGIN_CONNECTED);
}

static __always_inline void on_close(struct scratch *scratch, const struct call *call) {
    uint64_t owner = owner_key(call->task, ARGUMENT_1(call->registers));
    uint64_t *inode = bpf_map_lookup_elem(&descriptors, &owner);
    if (inode == 0) return;
    begin_event(scratch, call);
    forget_descriptor(scratch, owner, *inode);
}

static __always_inline void dispatch(struct call *call) {
    uint32_t zero = 0;
    struct scratch *scratch = bpf_map_lookup_elem(&scratches, &zero);
    const struct cglass_tap_settings *own = bpf_map_lookup_elem(&settings, &zero);
    if (scratch == 0 || own == 0) return;
    call->time = bpf_ktime_get_ns();
    switch (call->kind) {
        case CALL_ACCEPT:
        case CALL_CONNECT:
            on_opened(scratch, call, own);
            break;
        case CALL_CLOSE:
            on_close(scratch, call);
            break;
        default:
            on_data(scratch, call, own);
    }
    struct cglass_tap_counts *counted = own_counts();
    // Reading the clock costs as well: one in a few stands for all.
    if (counted && counted->events++ % COST_INTERVAL == 0) {
        counted->nanoseconds += (bpf_ktime_get_ns() - call->time) * COST_INTERVAL;
    }
}

// Whether a call of this kind with this result is of interest.
static __always_inline int is_wanted(enum call_kind kind, long result) {
    switch (kind) {
        case CALL_WAIT:
        case CALL_POLL:
            return 1;
        case CALL_ACCEPT:
        case CALL_CLOSE:
            return result >= 0;
        case CALL_CONNECT:
            return result == 0 || result == -ERROR_IN_PROGRESS;
        case CALL_READ:
        case CALL_READ_VECTOR:
        case CALL_RECEIVE:
        case CALL_RECEIVE_MESSAGE:
            // Nothing read: the peer has said its last.
            return result >= 0;
        default:
            return result > 0;
    }
}

SEC("tp_btf/sys_exit")
int on_system_call_return(uint64_t *context) {
    struct call call = {.registers = (struct pt_regs *)context[0], .result = context[1]};
    uint64_t number = CALL_NUMBER(call.registers);
    if (number >= CALL_NUMBERS) return 0;
    call.kind = call_kinds[number];
    if (call.kind == CALL_OTHER || !is_wanted(call.kind, call.result)) return 0;
    call.task = (struct task_struct *)bpf_get_current_task_btf();
    uint32_t process = call.task->tgid;
    if (bpf_map_lookup_elem(&watched, &process) == 0) return 0;
    if (call.kind == CALL_WAIT || (call.kind == CALL_POLL && ARGUMENT_2(call.registers) > 1)) {
        count_turn(call.task);
    } else if (call.kind != CALL_POLL) {
        dispatch(&call);
    }
    return 0;
}

SEC("tp_btf/sched_process_fork")
int on_fork(uint64_t *context) {
    struct task_struct *parent = (struct task_struct *)context[0];
    struct task_struct *child = (struct task_struct *)context[1];
    uint32_t from = parent->tgid, to = child->tgid;
    if (from == to || bpf_map_lookup_elem(&watched, &from) == 0) return 0;
    uint8_t yes = 1;
    bpf_map_update_elem(&watched, &to, &yes, BPF_ANY);
    return 0;
}

// The number of a process that has ended may soon be another's.
SEC("tp_btf/sched_process_exit")
int on_exit(uint64_t *context) {
    struct task_struct *task = (struct task_struct *)context[0];
    uint32_t thread = task->pid, process = task->tgid;
    bpf_map_delete_elem(&loops, &thread);
    if (task->signal->live.counter == 0) bpf_map_delete_elem(&watched, &process);
    return 0;
}
