// What `endless` loads again and again.
//
// cc -O1 -g -shared -fPIC -o endless-library.so endless-library.c
#include <stdint.h>

static volatile uint64_t sink;

__attribute__((noinline)) static void spin(void) {
    for (int round = 0; round < 3000000; round++) sink = sink * 3 + 1;
}

void work(void) { spin(), sink++; }
