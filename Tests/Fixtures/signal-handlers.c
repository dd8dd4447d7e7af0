// A timer interrupts a spinning function with SIGPROF again and again; the handler spins as well, on the interrupted
// stack, or with the argument `altstack` on one of its own.
//
// cc -O2 -g -pthread -o signal-handlers signal-handlers.c
#include "fixture.h"

#include <sys/time.h>

static volatile unsigned sink;

static NOINLINE void spin_in_handler(void) {
    int64_t until = thread_cpu_nanoseconds() + 3000000;
    while (thread_cpu_nanoseconds() < until) sink++;
}

static NOINLINE void on_timer(int signal) { spin_in_handler(); sink += signal; }

static NOINLINE void interrupted(void) {
    while (!atomic_load(&stopping)) sink++;
}

static NOINLINE void outer(void) { interrupted(); sink++; }

static void *run(void *on_own_stack) {
    struct sigaction action = {.sa_handler = on_timer, .sa_flags = SA_RESTART};
    if (on_own_stack) {
        stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
        sigaltstack(&stack, NULL);
        action.sa_flags |= SA_ONSTACK;
    }
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPROF);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    sigaction(SIGPROF, &action, NULL);
    struct itimerval timer = {{0, 6000}, {0, 6000}};
    setitimer(ITIMER_PROF, &timer, NULL);
    ready();
    outer();
    return NULL;
}

int main(int count, char **arguments) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPROF);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    end_when_told(NULL);
    run(count > 1 && !strcmp(arguments[1], "altstack") ? arguments : NULL);
}
