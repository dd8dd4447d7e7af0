// Works in `own_code` for some microseconds and makes a short system call (getppid), over and over. At the end it
// reports how much of its CPU time the calls take, in thousandths, as measured before `ready`. Built with -DALONE it is one
// thread in all, which asks now and then whether to end.
//
// cc -O2 -g -pthread -o short-calls short-calls.c
#include "fixture.h"

#include <sys/syscall.h>

static volatile unsigned sink;
static int64_t thousandths;

static NOINLINE void own_code(void) {
    for (int round = 0; round < 3000; round++) sink++;
}

static NOINLINE void call(void) { syscall(SYS_getppid); }

static int64_t time_of(void (*function)(void)) {
    int64_t best = INT64_MAX;
    for (int attempt = 0; attempt < 20; attempt++) {
        int64_t begin = thread_cpu_nanoseconds();
        for (int round = 0; round < 2000; round++) function();
        int64_t time = thread_cpu_nanoseconds() - begin;
        if (time < best) best = time;
    }
    return best;
}

static void report(void) { printf("calls %lld\n", (long long)thousandths); }

#ifdef ALONE
static void ask_for_the_end(void) {
    struct pollfd end = {.fd = 0, .events = POLLIN};
    if (poll(&end, 1, 0) == 0) return;
    report();
    exit(0);
}
#else
static void ask_for_the_end(void) {}
#endif

int main(void) {
#ifndef ALONE
    end_when_told(report);
#endif
    int64_t work = time_of(own_code), calls = time_of(call);
    thousandths = 1000 * calls / (work + calls);
    ready();
    for (;; ask_for_the_end()) {
        for (int round = 0; round < 10000; round++) own_code(), call();
    }
}
