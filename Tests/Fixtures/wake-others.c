// One thread that works and wakes another now and then, which works as well and answers nothing. On a machine with more to
// do than CPUs it loses its own mostly where it wakes the other.
// At the end it prints what it really spent in either, in nanoseconds:
//     working 980 waking 20
//
// cc -O1 -g -pthread -o wake-others wake-others.c
#include "fixture.h"

static atomic_llong spent_working, spent_waking;
static int ends[2];

static NOINLINE void work(int64_t nanoseconds) {
    volatile uint64_t sink = 1;
    int64_t until = thread_cpu_nanoseconds() + nanoseconds;
    while (thread_cpu_nanoseconds() < until)
        for (int round = 0; round < 500; round++) sink = sink * 6364136223846793005ULL + 1442695040888963407ULL;
}

static NOINLINE void working(void) { work(200000); }

static NOINLINE void waking(void) {
    char byte = 0;
    if (write(ends[1], &byte, 1) != 1) _exit(1);
}

static void *woken(void *argument) {
    char byte;
    while (read(ends[0], &byte, 1) == 1) work(100000);
    return argument;
}

static void *waker(void *argument) {
    while (!atomic_load(&stopping)) {
        int64_t start = thread_cpu_nanoseconds();
        working();
        int64_t worked = thread_cpu_nanoseconds();
        waking();
        atomic_fetch_add(&spent_working, worked - start);
        atomic_fetch_add(&spent_waking, thread_cpu_nanoseconds() - worked);
    }
    return argument;
}

static void report(void) {
    printf("working %lld waking %lld\n", (long long)spent_working, (long long)spent_waking);
}

int main(void) {
    pthread_t thread;
    if (pipe(ends) != 0) return 1;
    end_when_told(report);
    pthread_create(&thread, NULL, woken, NULL);
    pthread_create(&thread, NULL, waker, NULL);
    ready();
    for (;;) pause();
}
