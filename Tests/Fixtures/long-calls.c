// Reads a file in memory as a whole, over and over: a call of many milliseconds in which the kernel does not stop a thread.
// At the end it reports how long a call takes, in microseconds, as measured before `ready`.
//
// cc -O2 -g -pthread -o long-calls long-calls.c
#include "fixture.h"

#include <sys/mman.h>

#define SIZE (128 << 20)

static char *buffer;
static int file;
static int64_t microseconds;

static void report(void) { printf("call %lld\n", (long long)microseconds); }

static NOINLINE void read_all(void) {
    if (pread(file, buffer, SIZE, 0) != SIZE) abort();
}

int main(void) {
    end_when_told(report);
    file = memfd_create("content", 0);
    buffer = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (buffer == MAP_FAILED || ftruncate(file, SIZE) || pwrite(file, buffer, SIZE, 0) != SIZE) abort();
    int64_t begin = thread_cpu_nanoseconds();
    read_all();
    microseconds = (thread_cpu_nanoseconds() - begin) / 1000;
    ready();
    for (;;) read_all();
}
