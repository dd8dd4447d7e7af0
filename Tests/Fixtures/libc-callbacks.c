// The C library calls back: qsort and bsearch with comparators, in a loop.
//
// cc -O2 -g -pthread -o libc-callbacks libc-callbacks.c
#include "fixture.h"

enum { COUNT = 20000 };
static int numbers[COUNT];
static volatile int sink;

static NOINLINE int compare(const void *left, const void *right) {
    int a = *(const int *)left, b = *(const int *)right;
    for (int round = 0; round < 20; round++) sink = a ^ b;
    return a < b ? -1 : a > b;
}

static NOINLINE void sort_numbers(void) {
    unsigned seed = 1;
    for (int i = 0; i < COUNT; i++) numbers[i] = rand_r(&seed);
    qsort(numbers, COUNT, sizeof *numbers, compare);
}

static NOINLINE void search_numbers(void) {
    for (int i = 0; i < COUNT; i++) sink += bsearch(&i, numbers, COUNT, sizeof *numbers, compare) != NULL;
}

int main(void) {
    end_when_told(NULL);
    ready();
    while (!atomic_load(&stopping)) {
        sort_numbers();
        search_numbers();
    }
}
