// One thread that spins in `spin`, and one that waits for the end.
//
// cc -O2 -g -pthread -o spin spin.c
#include "fixture.h"

static volatile unsigned sink;

static NOINLINE void spin(void) {
    while (!atomic_load(&stopping)) sink++;
}

int main(void) {
    end_when_told(NULL);
    ready();
    spin();
}
