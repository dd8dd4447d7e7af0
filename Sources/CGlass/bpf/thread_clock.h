// The CPU clock of the running thread, to the nanosecond.
#ifndef THREAD_CLOCK_H
#define THREAD_CLOCK_H

#include <bpf/bpf_core_read.h>

#include "kernel_types.h"

// What the scheduler has accounted, and what has passed since. The scheduler's clock is another than `now`: it leaves
// out the time that interrupts and the hypervisor took from this CPU, which must be put back in order that the two
// differ by one constant on all CPUs. That constant remains in the result: only differences count.
static __always_inline uint64_t thread_clock(struct task_struct *task, uint64_t now) {
    uint64_t began = task->se.exec_start;
    if (bpf_core_field_exists(task->se.cfs_rq)) {
        struct rq *queue = task->se.cfs_rq->rq;
        began += queue->clock - queue->clock_task;
    }
    return task->se.sum_exec_runtime + (now - began);
}

#endif
