// Makes threads that do nothing, one after the other.
//
// cc -O2 -g -pthread -o make-threads make-threads.c
#include "fixture.h"

static atomic_long made;

static NOINLINE void *end_at_once(void *argument) { return argument; }

static NOINLINE void make_thread(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, end_at_once, NULL) == 0) pthread_join(thread, NULL);
    made++;
}

static void report(void) { printf("threads %ld\n", (long)made); }

int main(void) {
    end_when_told(report);
    ready();
    while (!atomic_load(&stopping)) make_thread();
}
