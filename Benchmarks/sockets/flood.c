// Makes socket events at a steady rate: flood EVENTS_PER_SECOND SECONDS BYTES THREADS START. Each write is one event,
// and each read; what is written begins with START. Begins when a line comes on standard input; prints the number of
// events and the seconds that they took.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TICKS_PER_SECOND = 1000 };

static long rate, seconds, size, threads;
static const char *start;

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void *talk(void *events) {
    int ends[2];
    char bytes[65536] = {0};
    memcpy(bytes, start, strlen(start));
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) exit(1);
    long long next = now(), end = next + seconds * 1000000000ll;
    long done = 0;
    while (next < end) {
        for (long i = 0; i < rate / threads / 2 / TICKS_PER_SECOND; i++, done += 2) {
            if (write(ends[0], bytes, size) != size || read(ends[1], bytes, size) != size) exit(1);
        }
        next += 1000000000 / TICKS_PER_SECOND;
        struct timespec time = {next / 1000000000, next % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
    }
    *(long *)events = done;
    return NULL;
}

int main(int count, char **words) {
    if (count != 6) return 64;
    rate = atol(words[1]), seconds = atol(words[2]), size = atol(words[3]), threads = atol(words[4]), start = words[5];
    puts("ready");
    fflush(stdout);
    getchar();
    long long began = now();
    pthread_t all[threads];
    long events[threads], total = 0;
    for (long i = 0; i < threads; i++) pthread_create(&all[i], NULL, talk, &events[i]);
    for (long i = 0; i < threads; i++) pthread_join(all[i], NULL), total += events[i];
    printf("%ld %.3f\n", total, (now() - began) / 1e9);
    return 0;
}
