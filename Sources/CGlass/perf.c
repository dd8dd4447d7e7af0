#define _GNU_SOURCE
#include "cglass_perf.h"

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int cglass_perf_open(const struct cglass_perf_event *event, pid_t thread, int cpu) {
    struct perf_event_attr attr = {
        .type = event->type,
        .size = sizeof attr,
        .config = event->config,
        .sample_period = event->period_or_frequency,
        .sample_type = event->sample_type,
        .disabled = event->is_disabled != 0,
        .inherit = event->inherit != 0,
        .exclude_kernel = event->exclude_kernel != 0,
        .exclude_hv = 1,
        .exclude_callchain_user = 1,
        .freq = event->is_frequency != 0,
        .comm = event->side_band != 0,
        .comm_exec = event->side_band != 0,
        .task = event->side_band != 0,
        .mmap = event->side_band != 0,
        .context_switch = event->side_band != 0,
        .sample_id_all = 1,
        .watermark = event->wakeup_watermark != 0,
        .wakeup_watermark = event->wakeup_watermark,
        .sample_regs_user = event->user_registers,
        .sample_stack_user = event->user_stack,
        .use_clockid = 1,
        .clockid = CLOCK_MONOTONIC,
        .inherit_thread = event->inherit_thread != 0,
    };
    return (int)syscall(SYS_perf_event_open, &attr, thread, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

int cglass_perf_redirect(int event, int ring) { return ioctl(event, PERF_EVENT_IOC_SET_OUTPUT, ring); }

int cglass_perf_enable(int event, int is_enabled) {
    return ioctl(event, is_enabled ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, 0);
}

int cglass_perf_set_period(int event, uint64_t period) { return ioctl(event, PERF_EVENT_IOC_PERIOD, &period); }

int cglass_perf_id(int event, uint64_t *id) { return ioctl(event, PERF_EVENT_IOC_ID, id); }

static size_t page(void) { return (size_t)sysconf(_SC_PAGESIZE); }

void *cglass_perf_map(int event, size_t size) {
    void *map = mmap(NULL, page() + size, PROT_READ | PROT_WRITE, MAP_SHARED, event, 0);
    return map == MAP_FAILED ? NULL : map;
}

void cglass_perf_unmap(void *map, size_t size) { munmap(map, page() + size); }

uint64_t cglass_perf_head(const void *map) {
    return __atomic_load_n(&((const struct perf_event_mmap_page *)map)->data_head, __ATOMIC_ACQUIRE);
}

uint64_t cglass_perf_tail(const void *map) { return ((const struct perf_event_mmap_page *)map)->data_tail; }

void cglass_perf_set_tail(void *map, uint64_t tail) {
    __atomic_store_n(&((struct perf_event_mmap_page *)map)->data_tail, tail, __ATOMIC_RELEASE);
}

const void *cglass_perf_records(const void *map) { return (const char *)map + page(); }
