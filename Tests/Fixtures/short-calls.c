// Works in `own_code` for a microsecond or two and makes a short system call (getppid), over and over. At the end it
// reports how much of its CPU time the calls take, in thousandths, as measured before `ready`.
//
// cc -O2 -g -pthread -o short-calls short-calls.c
#include "fixture.h"

#include <sys/syscall.h>

static volatile unsigned sink;
static int64_t thousandths;

static NOINLINE void own_code(void) {
    for (int round = 0; round < 1000; round++) sink++;
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

int main(void) {
    end_when_told(report);
    int64_t work = time_of(own_code), calls = time_of(call);
    thousandths = 1000 * calls / (work + calls);
    ready();
    for (;;) own_code(), call();
}
