// Runs when system calls return, of every process on the machine, so what is none of its business has to leave at once.
#include "event.h"

enum { ERROR_IN_PROGRESS = 115 };

static __always_inline int moves_nothing(const struct call *call) {
    uint64_t flags = 0;
    if (call->kind == CALL_RECEIVE) flags = ARGUMENT_4(call->registers);
    if (call->kind == CALL_RECEIVE_MESSAGE) flags = ARGUMENT_3(call->registers);
    return flags & (MESSAGE_PEEK | MESSAGE_ERROR_QUEUE);
}

static __always_inline void on_transfer(struct scratch *scratch, const struct call *call) {
    struct handle handle;
    if (moves_nothing(call) || find_socket(call->task, ARGUMENT_1(call->registers), &handle)) return;
    on_data(scratch, call, &handle, call->kind >= CALL_WRITE);
}

static __always_inline void on_opened(struct scratch *scratch, const struct call *call) {
    int is_accept = call->kind == CALL_ACCEPT;
    uint32_t descriptor = is_accept ? call->result : ARGUMENT_1(call->registers);
    const struct cglass_tap_settings *own = own_settings();
    struct handle handle;
    if (own == 0 || find_socket(call->task, descriptor, &handle)) return;
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
    struct scratch *scratch = own_scratch();
    if (scratch == 0) return;
    call->time = bpf_ktime_get_ns();
    switch (call->kind) {
        case CALL_ACCEPT:
        case CALL_CONNECT:
            on_opened(scratch, call);
            break;
        case CALL_CLOSE:
            on_close(scratch, call);
            break;
        default:
            on_transfer(scratch, call);
    }
    count_cost(call);
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
    struct thread_state *state = watched_thread(call.task);
    if (state == 0) return 0;
    if (call.kind == CALL_WAIT || (call.kind == CALL_POLL && ARGUMENT_2(call.registers) > 1)) {
        state->turn++;
    } else if (call.kind != CALL_POLL) {
        call.turn = state->turn;
        dispatch(&call);
    }
    return 0;
}
