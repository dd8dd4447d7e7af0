// A target that makes new threads, new modules and new stacks without end: whoever watches it must not keep them all.
// Each thread runs for a few milliseconds down a way that was hardly ever gone before; every tenth one loads a copy of
// the library that is named, under a name of its own, and unloads it. Ends when its standard input closes.
//
// cc -O1 -g -pthread -o endless endless.c -ldl        endless LIBRARY DIRECTORY
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <unistd.h>

static volatile uint64_t sink;
static const char *library, *directory;

static void down(uint64_t way, int depth);

#define STEP(name) __attribute__((noinline)) static void name(uint64_t way, int depth) { down(way, depth), sink++; }
STEP(north) STEP(east) STEP(south) STEP(west)

static void down(uint64_t way, int depth) {
    static void (*const steps[])(uint64_t, int) = {north, east, south, west};
    if (depth > 0) return steps[way & 3](way >> 2, depth - 1), (void)sink++;
    for (int round = 0; round < 3000000; round++) sink = sink * 3 + 1;
}

static void load(uint64_t number) {
    char path[4096];
    snprintf(path, sizeof path, "%s/copy-%lu.so", directory, (unsigned long)number);
    int from = open(library, O_RDONLY), to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);
    if (from < 0 || to < 0) exit(1);
    while (sendfile(to, from, NULL, 1 << 20) > 0) {}
    close(from), close(to);
    void *handle = dlopen(path, RTLD_NOW);
    unlink(path);
    void (*work)(void) = handle ? (void (*)(void))dlsym(handle, "work") : NULL;
    if (work) work();
    if (handle) dlclose(handle);
}

static void *once(void *number) {
    uint64_t way = (uint64_t)number * 0x9E3779B97F4A7C15u;
    if ((uint64_t)number % 10 == 0) load((uint64_t)number);
    down(way >> 16, 20);
    return NULL;
}

static void *make(void *unused) {
    for (uint64_t number = 1;; number++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, once, (void *)number) == 0) pthread_join(thread, NULL);
    }
    return unused;
}

int main(int count, char **arguments) {
    if (count < 3) return 64;
    library = arguments[1], directory = arguments[2];
    pthread_t thread;
    pthread_create(&thread, NULL, make, NULL);
    puts("ready");
    fflush(stdout);
    char byte;
    while (read(0, &byte, 1) > 0) {}
    return 0;
}
