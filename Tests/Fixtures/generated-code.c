// Makes two functions at run time, one calling the other, says so in a perf map, and stays in them. With the word
// `late` the inner function's name comes only after its first run; with `none` there is no map.
//
// cc -O2 -g -pthread -o generated-code generated-code.c
#include "fixture.h"

#include <sys/mman.h>

// push rbp; mov rbp, rsp; call rdi; pop rbp; ret
static const unsigned char outer[] = {0x55, 0x48, 0x89, 0xe5, 0xff, 0xd7, 0x5d, 0xc3};
// push rbp; mov rbp, rsp; mov ecx, 50000000; again: dec ecx; jnz again; pop rbp; ret
static const unsigned char inner[] = {0x55, 0x48, 0x89, 0xe5, 0xb9, 0x80, 0xf0, 0xfa, 0x02,
                                      0xff, 0xc9, 0x75, 0xfc, 0x5d, 0xc3};

static char path[64];

static void remove_map(void) {
    if (path[0]) unlink(path);
}

static void name(FILE *map, const unsigned char *code, size_t size, const char *symbol) {
    if (!map) return;
    fprintf(map, "%lx %zx %s\n", (unsigned long)code, size, symbol);
    fflush(map);
}

static volatile unsigned runs;

static NOINLINE void run_generated(void (*code)(void *), void *argument) {
    code(argument);
    runs++;
}

int main(int count, char **words) {
    const char *mode = count > 1 ? words[1] : "";
    unsigned char *code = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(code, outer, sizeof outer);
    memcpy(code + 256, inner, sizeof inner);
    FILE *map = NULL;
    if (strcmp(mode, "none") != 0) {
        snprintf(path, sizeof path, "/tmp/perf-%d.map", getpid());
        map = fopen(path, "w");
    }
    int is_late = strcmp(mode, "late") == 0;
    name(map, code, sizeof outer, "JS:*outer /srv/app.js:7:1");
    if (!is_late) name(map, code + 256, sizeof inner, "inner");
    end_when_told(remove_map);
    ready();
    for (;;) {
        run_generated((void (*)(void *))code, code + 256);
        if (is_late) name(map, code + 256, sizeof inner, "inner");
        is_late = 0;
    }
}
