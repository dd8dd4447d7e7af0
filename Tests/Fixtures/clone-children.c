// One thread that works and, every millisecond or so, makes a child that is neither a thread nor tells anybody of its end
// (clone without a signal), and waits for it. At the end it reports how many there were and how long it waited at most, in
// milliseconds; for one that never ends, until then.
//
// cc -O2 -g -pthread -o clone-children clone-children.c
#include "fixture.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

static volatile unsigned sink;
static atomic_llong children, waiting_since, longest;

static void note_wait(void) {
    int64_t since = atomic_load(&waiting_since), wait = since ? monotonic_nanoseconds() - since : 0;
    if (wait > atomic_load(&longest)) atomic_store(&longest, wait);
}

// There is no other thread to end the program: a timer looks whether it has been told to.
static void look(int signal) {
    struct pollfd end = {.fd = 0, .events = POLLIN};
    char byte;
    if (signal == SIGALRM && (poll(&end, 1, 0) <= 0 || read(0, &byte, 1) > 0)) return;
    note_wait();
    printf("children %lld longest %lld\n", (long long)children, (long long)longest / 1000000);
    fflush(stdout);
    _exit(0);
}

static NOINLINE void work(int rounds) {
    for (int round = 0; round < rounds; round++) sink++;
}

int main(void) {
    struct itimerval often = {{.tv_usec = 50000}, {.tv_usec = 50000}};
    signal(SIGTERM, look);
    signal(SIGALRM, look);
    setitimer(ITIMER_REAL, &often, NULL);
    ready();
    for (;;) {
        work(300000);
        atomic_store(&waiting_since, monotonic_nanoseconds());
        pid_t child = (pid_t)syscall(SYS_clone, 0UL, NULL, NULL, NULL, 0UL);
        if (child == 0) {
            work(30000);
            syscall(SYS_exit_group, 0);
        }
        while (waitpid(child, NULL, __WALL) < 0) {}
        note_wait();
        atomic_store(&waiting_since, 0);
        atomic_fetch_add(&children, 1);
    }
}
