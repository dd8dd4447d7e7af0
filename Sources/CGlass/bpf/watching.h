// Which processes are watched.
#ifndef WATCHING_H
#define WATCHING_H

#include "kernel_types.h"
#include "maps.h"

static __always_inline const struct cglass_tap_settings *own_settings(void) {
    uint32_t zero = 0;
    return bpf_map_lookup_elem(&settings, &zero);
}

static __always_inline uint8_t *mark_of(uint32_t process) {
    uint32_t slot = process & (CGLASS_MARK_COUNT - 1);
    return bpf_map_lookup_elem(&marks, &slot);
}

// What is kept of the running thread; none where its process is not watched. That is looked up in the table of watched
// processes once, and noted.
static __always_inline struct thread_state *watched_thread(struct task_struct *task) {
    uint32_t process = task->tgid;
    const uint8_t *mark = mark_of(process);
    const struct cglass_tap_settings *own = own_settings();
    if (mark == 0 || *mark == 0 || own == 0) return 0;
    struct thread_state *state = bpf_task_storage_get(&threads, task, 0, 0);
    if (state && state->watch_generation == own->watch_generation) return state;
    if (bpf_map_lookup_elem(&watched, &process) == 0) return 0;
    if (state == 0) state = bpf_task_storage_get(&threads, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (state) state->watch_generation = own->watch_generation;
    return state;
}

static __always_inline void watch(uint32_t process) {
    uint8_t yes = 1;
    uint8_t *mark = mark_of(process);
    if (mark) *mark = yes;
    bpf_map_update_elem(&watched, &process, &yes, BPF_ANY);
}

#endif
