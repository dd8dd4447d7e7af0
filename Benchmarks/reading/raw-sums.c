/* The floor of summing samples: as many as are asked for, in chunks of plain varints (the stack as its distance from the one
   before, wall and CPU time), are read by all processors, and their weights added up by stack.

   raw-sums SAMPLES: prints the milliseconds that passed. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { STACKS = 150000, CHUNK = 20000, CHUNKS = 500 };

static struct { unsigned char *stack, *wall, *cpu; } chunks[CHUNKS];
struct weight { int64_t samples, wall, cpu; };
static long wanted, taken;

static uint64_t state = 42;
static uint32_t below(uint32_t limit) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (uint32_t)((state >> 32) * limit >> 32);
}

static unsigned char *put(unsigned char *end, uint64_t value) {
    while (value >= 0x80) *end++ = (unsigned char)(value | 0x80), value >>= 7;
    *end++ = (unsigned char)value;
    return end;
}

static inline const unsigned char *get(const unsigned char *next, uint64_t *value) {
    uint64_t result = *next & 0x7f;
    for (int shift = 7; *next++ & 0x80; shift += 7) result |= (uint64_t)(*next & 0x7f) << shift;
    *value = result;
    return next;
}

/* A few stacks are hot, most are seen seldom, and a third of the samples stand where the thread stood before. */
static void fill(int number) {
    unsigned char *ends[3];
    for (int column = 0; column < 3; column++) ends[column] = malloc(CHUNK * 5);
    chunks[number].stack = ends[0], chunks[number].wall = ends[1], chunks[number].cpu = ends[2];
    int64_t last = 0, stack = 0;
    for (int sample = 0; sample < CHUNK; sample++) {
        if (below(3)) stack = below(below(4) ? 2000 : STACKS);
        int64_t distance = stack - last, wall = 10101 + (int64_t)below(40) - 20;
        last = stack;
        ends[0] = put(ends[0], (uint64_t)(distance << 1 ^ distance >> 63));
        ends[1] = put(ends[1], (uint64_t)wall);
        ends[2] = put(ends[2], below(12) ? (uint64_t)(wall - below(40)) : 0);
    }
}

static void *work(void *argument) {
    struct weight *sums = calloc(STACKS, sizeof *sums);
    for (long chunk; (chunk = __atomic_fetch_add(&taken, 1, __ATOMIC_RELAXED)) < wanted;) {
        long place = chunk % CHUNKS;
        const unsigned char *stacks = chunks[place].stack, *walls = chunks[place].wall, *cpus = chunks[place].cpu;
        int64_t stack = 0;
        for (int sample = 0; sample < CHUNK; sample++) {
            uint64_t distance, wall, cpu;
            stacks = get(stacks, &distance), walls = get(walls, &wall), cpus = get(cpus, &cpu);
            stack += (int64_t)(distance >> 1) ^ -(int64_t)(distance & 1);
            sums[stack].samples++, sums[stack].wall += wall, sums[stack].cpu += cpu;
        }
    }
    *(struct weight **)argument = sums;
    return NULL;
}

int main(int count, char **arguments) {
    wanted = (count > 1 ? atol(arguments[1]) : 100000000) / CHUNK;
    for (int number = 0; number < CHUNKS; number++) fill(number);
    long threads = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t ids[threads];
    struct weight *sums[threads];
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (long thread = 0; thread < threads; thread++) pthread_create(&ids[thread], NULL, work, &sums[thread]);
    for (long thread = 0; thread < threads; thread++) pthread_join(ids[thread], NULL);
    int64_t samples = 0;
    for (long thread = 0; thread < threads; thread++)
        for (int stack = 0; stack < STACKS; stack++) samples += sums[thread][stack].samples;
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (samples != wanted * CHUNK) return 1;
    printf("%.1f\n", (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6);
    return 0;
}
