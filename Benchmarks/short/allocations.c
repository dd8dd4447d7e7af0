// Counts the allocations of a program that it is loaded into, and writes their number to the file that
// GLASS_ALLOCATIONS names when the program ends.
//
// cc -O2 -shared -fPIC -o allocations.so allocations.c        LD_PRELOAD=./allocations.so GLASS_ALLOCATIONS=FILE PROGRAM
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
    *__libc_memalign(size_t, size_t);

static atomic_ulong count;

void *malloc(size_t size) { return atomic_fetch_add(&count, 1), __libc_malloc(size); }
void *calloc(size_t number, size_t size) { return atomic_fetch_add(&count, 1), __libc_calloc(number, size); }
void *realloc(void *old, size_t size) { return atomic_fetch_add(&count, 1), __libc_realloc(old, size); }
void *aligned_alloc(size_t alignment, size_t size) {
    return atomic_fetch_add(&count, 1), __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    *result = aligned_alloc(alignment, size);
    return *result || size == 0 ? 0 : ENOMEM;
}

__attribute__((destructor)) static void report(void) {
    unsigned long sum = atomic_load(&count);
    const char *path = getenv("GLASS_ALLOCATIONS");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) fprintf(file, "%lu\n", sum), fclose(file);
}
