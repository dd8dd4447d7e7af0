// A parent that waits, and two children (forked before `ready`) that spin in `child_work`. The children end with it.
//
// cc -O2 -g -pthread -o fork-children fork-children.c
#include "fixture.h"

#include <sys/prctl.h>

static volatile unsigned sink;

static NOINLINE void child_work(void) {
    for (;;) sink++;
}

int main(void) {
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            child_work();
        }
    }
    end_when_told(NULL);
    ready();
    for (;;) pause();
}
