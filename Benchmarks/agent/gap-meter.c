// A target that sees its own stops: it reads a clock without pause and keeps every gap in which it gave its CPU up without
// waiting for anything, as a thread does that is traced and told to stop. The kernel's tick is none of these: on a virtual
// machine it takes as long as a stop, and comes more often. After so many seconds it prints the gaps' count, median and
// ninetieth percentile in nanoseconds, and their sum as a share of the time in parts per million. Gaps of more than a
// millisecond, in which the scheduler gave the CPU to others, are left out of all but the sum.
//
// cc -O2 -o gap-meter gap-meter.c        gap-meter SECONDS
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <x86intrin.h>

enum { SHORTEST_NANOSECONDS = 2000, LONGEST_NANOSECONDS = 1000000, LIMIT = 1 << 20 };
static int64_t gaps[LIMIT];

static int64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// How often the thread gave its CPU up by itself.
static long switches(void) {
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

static int ascending(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    double seconds = count > 1 ? atof(arguments[1]) : 5;
    int64_t start = nanoseconds();
    uint64_t first = __rdtsc();
    while (nanoseconds() - start < 50000000) {}
    double per_nanosecond = (double)(__rdtsc() - first) / (double)(nanoseconds() - start);
    puts("ready");
    fflush(stdout);
    uint64_t shortest = (uint64_t)(SHORTEST_NANOSECONDS * per_nanosecond);
    uint64_t begin = __rdtsc(), last = begin, end = begin + (uint64_t)(seconds * 1e9 * per_nanosecond);
    int kept = 0;
    long seen = switches();
    while (last < end) {
        uint64_t now = __rdtsc();
        if (now - last > shortest) {
            long before = seen;
            seen = switches();
            if (seen != before && kept < LIMIT) gaps[kept++] = (int64_t)((double)(now - last) / per_nanosecond);
            now = __rdtsc();
        }
        last = now;
    }
    qsort(gaps, (size_t)kept, sizeof *gaps, ascending);
    int64_t sum = 0;
    for (int i = 0; i < kept; i++) sum += gaps[i];
    while (kept > 0 && gaps[kept - 1] > LONGEST_NANOSECONDS) kept--;
    printf("%d %lld %lld %lld\n", kept, (long long)(kept ? gaps[kept / 2] : 0),
           (long long)(kept ? gaps[kept * 9 / 10] : 0), (long long)((double)sum / (seconds * 1e3)));
    return 0;
}
