// Puts together what is told of a system call of a watched process.
#ifndef EVENT_H
#define EVENT_H

#include "asyncio_task.h"
#include "capture.h"
#include "connection.h"
#include "system_calls.h"
#include "thread_clock.h"
#include "watching.h"

// Of recv(2): what is only looked at will be read again, and what is cut off is nowhere.
enum { MESSAGE_PEEK = 0x2, MESSAGE_TRUNCATE = 0x20, MESSAGE_ERROR_QUEUE = 0x2000 };

// Reading the clock costs as well: one call in a few stands for all. What takes longer than any call can (a nanosecond
// for each byte, and a little more) has been interrupted.
enum { COST_INTERVAL = 8, COST_LIMIT = 20000 };

// A system call of a watched process.
struct call {
    struct task_struct *task;
    struct pt_regs *registers;
    long result;
    enum call_kind kind;
    uint32_t turn;
    uint64_t time;
};

static __always_inline void begin_event(struct scratch *scratch, const struct call *call) {
    struct cglass_socket_event *event = &scratch->event;
    event->time = call->time;
    event->cpu = thread_clock(call->task, call->time);
    event->process = call->task->tgid;
    event->thread = call->task->pid;
    event->turn = call->turn;
    event->task = 0;
}

// Where the bytes of a call are in the target's memory: in one buffer or several; nowhere.
enum place { PLACE_NONE, PLACE_BUFFER, PLACE_VECTORS };

static __always_inline enum place find_bytes(const struct call *call, struct span *span) {
    struct pt_regs *registers = call->registers;
    struct message message;
    *span = (struct span){ARGUMENT_2(registers), ARGUMENT_3(registers)};
    switch (call->kind) {
        case CALL_READ:
        case CALL_WRITE:
        case CALL_SEND:
            return PLACE_BUFFER;
        case CALL_RECEIVE:
            return ARGUMENT_4(registers) & MESSAGE_TRUNCATE ? PLACE_NONE : PLACE_BUFFER;
        case CALL_READ_VECTOR:
        case CALL_WRITE_VECTOR:
            return PLACE_VECTORS;
        case CALL_RECEIVE_MESSAGE:
        case CALL_SEND_MESSAGE:
            if (call->kind == CALL_RECEIVE_MESSAGE && span->count & MESSAGE_TRUNCATE) return PLACE_NONE;
            if (bpf_probe_read_user(&message, sizeof message, (void *)span->address)) return PLACE_NONE;
            *span = message.vectors;
            return PLACE_VECTORS;
        default:
            return PLACE_NONE;
    }
}

static __always_inline void capture(struct scratch *scratch, const struct call *call) {
    struct span span;
    switch (find_bytes(call, &span)) {
        case PLACE_BUFFER:
            capture_buffer(scratch, span.address);
            break;
        case PLACE_VECTORS:
            capture_vectors(scratch, span.address, span.count);
            break;
        case PLACE_NONE:
            break;
    }
}

// Tells that `call` has read from or written to the connection behind `handle`.
static __always_inline void on_data(
    struct scratch *scratch, const struct call *call, const struct handle *handle, int is_write) {
    const struct cglass_tap_settings *own = own_settings();
    if (own == 0) return;
    begin_event(scratch, call);
    struct connection *connection = connection_of(scratch, handle, own->generation, CGLASS_ORIGIN_UNKNOWN);
    if (connection == 0) return;
    struct cglass_socket_event *event = &scratch->event;
    event->inode = handle->inode;
    event->action = is_write ? CGLASS_SOCKET_WROTE : CGLASS_SOCKET_READ;
    event->after_gap = connection->has_gap;
    event->total = call->result;
    event->head = event->tail = 0;
    if (is_write) event->task = current_asyncio_task(event->thread, scratch);
    capture(scratch, call);
    connection->has_gap = send(scratch) != 0;
}

static __always_inline void count_cost(uint64_t began, uint32_t bytes) {
    struct cglass_tap_counts *own = own_counts();
    if (own == 0 || own->events++ % COST_INTERVAL != 0) return;
    uint64_t cost = bpf_ktime_get_ns() - began;
    if (cost < COST_LIMIT + bytes) own->nanoseconds += cost * COST_INTERVAL;
}

static __always_inline struct scratch *own_scratch(void) {
    uint32_t processor = bpf_get_smp_processor_id();
    return bpf_map_lookup_elem(&scratches, &processor);
}

#endif
