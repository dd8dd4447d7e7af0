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

// A call of which everything is wanted is told of in so many events at most; of the last one the middle is
// missing where the call moved more.
enum { MAXIMUM_PIECES = 4 };

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

static __always_inline void capture(struct scratch *scratch, uint32_t limit, uint64_t skipped) {
    const struct span *span = &scratch->span;
    scratch->event.head = scratch->event.tail = 0;
    if (scratch->place == PLACE_BUFFER) capture_buffer(scratch, span->address + skipped, limit);
    if (scratch->place == PLACE_VECTORS) capture_vectors(scratch, span->address, span->count, limit, skipped);
}

// Whether a client may say this: as far as is known which end that is.
static __always_inline int may_ask(const struct connection *connection, int is_write) {
    if (connection->origin == CGLASS_ORIGIN_UNKNOWN) return 1;
    return connection->origin == (is_write ? CGLASS_ORIGIN_CONNECTED : CGLASS_ORIGIN_ACCEPTED);
}

// Where a request begins, notes how much of it is wanted.
static __always_inline void look_for_request(struct scratch *scratch, uint32_t total, uint32_t *wanted) {
    union start *start = (union start *)scratch->bytes;
    scratch->event.total = sizeof *start;
    capture(scratch, sizeof *start, 0);
    if (scratch->event.head != sizeof *start) return;
    uint32_t bytes = wanted_bytes(start->word, total);
    if (bytes) *wanted = bytes;
}

// Tells of the bytes that a call moved: at once, or of a long request piece by piece. Verified by itself, once.
__noinline int send_bytes(struct scratch *scratch, struct connection *connection, uint32_t total, int is_write) {
    if (scratch == 0 || connection == 0) return 0;
    struct cglass_socket_event *event = &scratch->event;
    uint32_t *wanted = is_write ? &connection->wanted_of_writes : &connection->wanted_of_reads;
    uint32_t left = total;
    if (total > CGLASS_USUAL_HEAD && may_ask(connection, is_write)) look_for_request(scratch, total, wanted);
    for (uint32_t piece = 1; piece <= MAXIMUM_PIECES; piece++) {
        uint32_t limit = *wanted > CGLASS_USUAL_HEAD ? CGLASS_MAXIMUM_HEAD : CGLASS_USUAL_HEAD;
        int is_last = limit == CGLASS_USUAL_HEAD || piece == MAXIMUM_PIECES || left <= limit;
        event->total = is_last ? left : limit;
        capture(scratch, limit, total - left);
        *wanted -= smaller(*wanted, event->head);
        event->after_gap = connection->has_gap;
        connection->has_gap = send(scratch) != 0;
        left -= event->total;
        if (is_last) break;
    }
    return 0;
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
    if (is_write) event->task = current_asyncio_task(event->thread, scratch);
    scratch->place = find_bytes(call, &scratch->span);
    send_bytes(scratch, connection, call->result, is_write);
}

static __always_inline void count_cost(const struct call *call) {
    struct cglass_tap_counts *own = own_counts();
    if (own == 0 || own->events++ % COST_INTERVAL != 0) return;
    uint64_t cost = bpf_ktime_get_ns() - call->time;
    uint32_t bytes = call->result > 0 ? smaller(call->result, MAXIMUM_PIECES * CGLASS_MAXIMUM_HEAD) : 0;
    if (cost < COST_LIMIT + bytes) own->nanoseconds += cost * COST_INTERVAL;
}

static __always_inline struct scratch *own_scratch(void) {
    uint32_t processor = bpf_get_smp_processor_id();
    return bpf_map_lookup_elem(&scratches, &processor);
}

#endif
