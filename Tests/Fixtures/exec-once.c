// Spins in `before_exec` until a line comes on standard input, then executes itself and spins in `after_exec`. It
// writes `ready` both times.
//
// cc -O2 -g -pthread -o exec-once exec-once.c
#include "fixture.h"

#include <fcntl.h>

static volatile unsigned sink;

static NOINLINE void before_exec(void) {
    char byte;
    fcntl(0, F_SETFL, O_NONBLOCK);
    while (read(0, &byte, 1) <= 0) sink++;
    fcntl(0, F_SETFL, 0);
}

static NOINLINE void after_exec(void) {
    while (!atomic_load(&stopping)) sink++;
}

int main(int count, char **arguments) {
    if (count > 1) {
        end_when_told(NULL);
        ready();
        after_exec();
    }
    ready();
    before_exec();
    execl("/proc/self/exe", arguments[0], "again", NULL);
    return 1;
}
