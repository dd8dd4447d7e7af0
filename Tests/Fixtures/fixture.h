// What all fixtures share: the handshake, and the end.
//
// A fixture writes the line `ready` once it does what it is there for. It goes on until it is killed, gets SIGTERM, or
// its standard input closes; in the latter two cases it reports what it knows about itself and exits with status 0.
#ifndef FIXTURE_H
#define FIXTURE_H

#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))

static atomic_int stopping;

static inline int64_t nanoseconds_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static inline int64_t thread_cpu_nanoseconds(void) { return nanoseconds_of(CLOCK_THREAD_CPUTIME_ID); }
static inline int64_t monotonic_nanoseconds(void) { return nanoseconds_of(CLOCK_MONOTONIC); }

static void *wait_for_the_end(void *report) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    struct pollfd ends[2] = {{.fd = 0, .events = POLLIN}, {.fd = signalfd(-1, &set, 0), .events = POLLIN}};
    char byte;
    for (;;) {
        if (poll(ends, 2, -1) < 0) continue;
        if (ends[1].revents || (ends[0].revents && read(0, &byte, 1) <= 0)) break;
    }
    atomic_store(&stopping, 1);
    if (report) ((void (*)(void))report)();
    fflush(stdout);
    _exit(0);
}

// Starts the thread that ends the program. To be called before any other thread is made, so that all block SIGTERM.
static inline void end_when_told(void (*report)(void)) {
    sigset_t set;
    pthread_t thread;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&thread, NULL, wait_for_the_end, (void *)report);
}

static inline void ready(void) {
    puts("ready");
    fflush(stdout);
}

#endif
