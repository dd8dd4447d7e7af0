// A recursion 500 deep whose frames have a size that is known only at run time (alloca), spinning at the bottom.
//
// cc -O2 -g -pthread -o deep-recursion deep-recursion.c
#include "fixture.h"

#include <alloca.h>

static volatile unsigned sink;

static NOINLINE void bottom(volatile char *bytes) {
    for (unsigned round = 0; !atomic_load(&stopping); round++) sink += bytes[round & 7];
}

static NOINLINE unsigned descend(int depth) {
    volatile char *bytes = alloca(16 + depth % 7 * 16);
    memset((void *)bytes, depth, 16);
    if (depth == 0) {
        bottom(bytes);
    } else {
        sink += descend(depth - 1);
    }
    return bytes[3];
}

int main(void) {
    end_when_told(NULL);
    ready();
    return (int)descend(500);
}
