// Threads that live for a few milliseconds each, spin in `short_lived`, and are replaced at once: four at a time.
//
// cc -O2 -g -pthread -o thread-churn thread-churn.c
#include "fixture.h"

static volatile unsigned sink;
static atomic_long started;

static NOINLINE void *short_lived(void *argument) {
    int64_t until = 2000000 + (int64_t)(atomic_fetch_add(&started, 1) % 7) * 1000000;
    while (thread_cpu_nanoseconds() < until) sink++;
    return argument;
}

static void report(void) { printf("threads %ld\n", (long)started); }

int main(void) {
    end_when_told(report);
    ready();
    while (!atomic_load(&stopping)) {
        pthread_t threads[4];
        for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, short_lived, NULL);
        for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    }
}
