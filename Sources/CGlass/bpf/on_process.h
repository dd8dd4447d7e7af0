// Which processes are watched follows from which are made, and end.
#include "event.h"

SEC("tp_btf/sched_process_fork")
int on_fork(uint64_t *context) {
    struct task_struct *parent = (struct task_struct *)context[0];
    struct task_struct *child = (struct task_struct *)context[1];
    uint32_t from = parent->tgid, to = child->tgid;
    if (from != to && bpf_map_lookup_elem(&watched, &from)) watch(to);
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
