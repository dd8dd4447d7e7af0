// Loads the library that is named first and spins in it until a line comes on standard input, then unloads it, loads the
// second one at the very same address and spins there. It writes `ready` both times; `elsewhere` where the second one
// came to lie at another address.
// Its arguments name the two. They are made of the same source, with -shared -fPIC and the name of their function
// (-DLIBRARY=in_first, -DLIBRARY=in_other).
//
// cc -O2 -g -pthread -o replace-library replace-library.c -ldl
#include "fixture.h"

#ifdef LIBRARY

NOINLINE void LIBRARY(int (*is_over)(void)) {
    static volatile unsigned sink;
    while (!is_over()) {
        for (int round = 0; round < 1000; round++) sink++;
    }
}

#else

#include <dlfcn.h>
#include <fcntl.h>

typedef void library_function(int (*is_over)(void));

static int line_came(void) {
    char byte;
    return read(0, &byte, 1) > 0;
}

static int is_told_to_end(void) { return atomic_load(&stopping); }

static library_function *load(void **library, const char *path, const char *name) {
    *library = dlopen(path, RTLD_NOW);
    library_function *function = *library ? (library_function *)dlsym(*library, name) : NULL;
    if (function) return function;
    puts(dlerror());
    exit(1);
}

int main(int count, char **arguments) {
    if (count < 3) return 64;
    void *library;
    library_function *first = load(&library, arguments[1], "in_first");
    ready();
    fcntl(0, F_SETFL, O_NONBLOCK);
    first(line_came);
    fcntl(0, F_SETFL, 0);
    dlclose(library);
    library_function *second = load(&library, arguments[2], "in_other");
    end_when_told(NULL);
    puts(second == first ? "ready" : "elsewhere");
    fflush(stdout);
    second(is_told_to_end);
    return 0;
}

#endif
