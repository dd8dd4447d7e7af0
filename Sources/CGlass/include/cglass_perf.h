/// perf_event_open(2) and the ring that its records come through. No logic.
#ifndef CGLASS_PERF_H
#define CGLASS_PERF_H

#include <linux/perf_event.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// What of `struct perf_event_attr` glass sets: its bit fields cannot be named in Swift.
struct cglass_perf_event {
    uint32_t type;
    uint64_t config;
    /// Either a period, or where `is_frequency` a frequency.
    uint64_t period_or_frequency;
    uint64_t sample_type;
    uint64_t user_registers;
    uint32_t user_stack;
    uint32_t wakeup_watermark;
    int is_frequency;
    int exclude_kernel;
    /// New threads are measured too, and new processes unless `inherit_thread`.
    int inherit;
    int inherit_thread;
    /// Records of context switches, threads that begin and end, names, and code that is mapped.
    int side_band;
    int is_disabled;
};

/// A descriptor, or -1 with errno. Times are CLOCK_MONOTONIC's.
int cglass_perf_open(const struct cglass_perf_event *event, pid_t thread, int cpu);
/// PERF_EVENT_IOC_SET_OUTPUT: has the records of one event go into another one's ring.
int cglass_perf_redirect(int event, int ring);
/// PERF_EVENT_IOC_ENABLE or _DISABLE, for the event and all that inherited it.
int cglass_perf_enable(int event, int is_enabled);
/// PERF_EVENT_IOC_PERIOD: also begins a new period.
int cglass_perf_set_period(int event, uint64_t period);
/// PERF_EVENT_IOC_ID; 0 or -1 with errno.
int cglass_perf_id(int event, uint64_t *id);
/// Maps the page of positions and `size` bytes of records, a power of two of pages; NULL with errno.
void *cglass_perf_map(int event, size_t size);
void cglass_perf_unmap(void *map, size_t size);
/// Where the kernel will write next; whatever it wrote before can be read after this.
uint64_t cglass_perf_head(const void *map);
uint64_t cglass_perf_tail(const void *map);
/// Gives everything before `tail` back to the kernel.
void cglass_perf_set_tail(void *map, uint64_t tail);
const void *cglass_perf_records(const void *map);

#endif
