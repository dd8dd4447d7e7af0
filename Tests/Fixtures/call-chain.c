// A chain of calls, main → first → second → third, that spins at its end. Tests build it in many ways: without frame
// pointers, stripped, static, not position-independent, without unwind tables or their index.
//
// cc -O2 -g -pthread -fomit-frame-pointer -o call-chain call-chain.c
#include "fixture.h"

static volatile unsigned sink;

static NOINLINE unsigned leaf(unsigned value) {
    for (int round = 0; round < 100; round++) sink = sink * 3 + value;
    return sink;
}

static NOINLINE unsigned third(unsigned value) {
    while (!atomic_load(&stopping)) value += leaf(value);
    return value;
}

static NOINLINE unsigned second(unsigned value) { return third(value + 2) + sink; }

static NOINLINE unsigned first(unsigned value) { return second(value + 1) + sink; }

int main(void) {
    end_when_told(NULL);
    ready();
    return (int)(first(1) + sink);
}
