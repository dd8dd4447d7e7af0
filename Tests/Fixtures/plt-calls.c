// Almost nothing but calls through the procedure linkage table, bound lazily, so that many samples hit its stubs.
//
// cc -O1 -g -pthread -fplt -fcf-protection=none -Wl,-z,lazy -o plt-calls plt-calls.c
#include "fixture.h"

static volatile long sink;

static NOINLINE void call_through_table(void) {
    for (int round = 0; round < 1000; round++) {
        sink += labs(sink);
        sink += atoi("7");
        sink += (long)strlen((const char *)&stopping);
        sink += ffs((int)sink);
    }
}

int main(void) {
    end_when_told(NULL);
    ready();
    while (!atomic_load(&stopping)) call_through_table();
}
