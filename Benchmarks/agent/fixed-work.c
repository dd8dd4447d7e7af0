// A CPU-bound target: a fixed amount of work behind a chain of calls. It does such work from the start, so that who
// watches it has seen all there is to see, and counts from when a line arrives or its standard input ends. Prints the
// CPU time that the rounds took, and the time that passed, in nanoseconds.
//
// cc -O2 -o fixed-work fixed-work.c        fixed-work ROUNDS
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static volatile uint64_t sink;

__attribute__((noinline)) static uint64_t work(uint64_t depth, uint64_t value) {
    if (depth > 0) return work(depth - 1, value + depth) + sink;
    for (int round = 0; round < 20000; round++) value = value * 6364136223846793005ULL + 1442695040888963407ULL;
    return value;
}

int main(int count, char **arguments) {
    int64_t rounds = count > 1 ? atoll(arguments[1]) : 100000;
    puts("ready");
    fflush(stdout);
    struct pollfd input = {0, POLLIN, 0};
    for (uint64_t round = 0; poll(&input, 1, 0) == 0; round++) sink += work(20, round);
    int64_t cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID), wall = nanoseconds(CLOCK_MONOTONIC);
    for (int64_t round = 0; round < rounds; round++) sink += work(20, (uint64_t)round);
    printf("%lld %lld\n", (long long)(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu),
           (long long)(nanoseconds(CLOCK_MONOTONIC) - wall));
    return 0;
}
