// Threads that wait in epoll_wait, poll, nanosleep, read and futex, and count each EINTR that they see. At the end:
//     eintr epoll_wait 0 poll 0 nanosleep 0 read 0 futex 0
// Nobody sends them signals, so that every one comes from whoever watches them. With a number as its argument,
// there are so many of each.
//
// cc -O2 -g -pthread -o waiting-threads waiting-threads.c
#include "fixture.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/syscall.h>

enum { EPOLL_WAIT, POLL, NANOSLEEP, READ, FUTEX, KINDS };

static const char *const names[KINDS] = {"epoll_wait", "poll", "nanosleep", "read", "futex"};
static atomic_long interrupted[KINDS];

static void count(int kind, int result) {
    if (result < 0 && errno == EINTR) atomic_fetch_add(&interrupted[kind], 1);
}

static NOINLINE void *wait_in_epoll(void *argument) {
    struct epoll_event event;
    int set = epoll_create1(0);
    for (;;) count(EPOLL_WAIT, epoll_wait(set, &event, 1, 50));
    return argument;
}

static NOINLINE void *wait_in_poll(void *argument) {
    for (;;) count(POLL, poll(NULL, 0, 50));
    return argument;
}

static NOINLINE void *wait_in_nanosleep(void *argument) {
    for (;;) count(NANOSLEEP, nanosleep(&(struct timespec){0, 50000000}, NULL));
    return argument;
}

static NOINLINE void *wait_in_read(void *argument) {
    int ends[2];
    char byte;
    if (pipe(ends)) exit(1);
    for (;;) count(READ, (int)read(ends[0], &byte, 1));
    return argument;
}

static NOINLINE void *wait_in_futex(void *argument) {
    static int word;
    for (;;) {
        struct timespec limit = {0, 50000000};
        count(FUTEX, (int)syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &limit, NULL, 0));
    }
    return argument;
}

static void report(void) {
    printf("eintr");
    for (int kind = 0; kind < KINDS; kind++) printf(" %s %ld", names[kind], (long)interrupted[kind]);
    printf("\n");
}

int main(int argument_count, char **arguments) {
    void *(*waits[KINDS])(void *) = {wait_in_epoll, wait_in_poll, wait_in_nanosleep, wait_in_read, wait_in_futex};
    int of_each = argument_count > 1 ? atoi(arguments[1]) : 1;
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    end_when_told(report);
    for (int i = 0; i < of_each * KINDS; i++) pthread_create(&thread, &small, waits[i % KINDS], NULL);
    ready();
    for (;;) pause();
}
