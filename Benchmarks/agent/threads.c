// A target of so many threads, of which so many are busy and the rest wait. Ends when its standard input closes.
//
// cc -O2 -g -pthread -o threads threads.c        threads ALL BUSY
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile uint64_t sink;

__attribute__((noinline)) static void spin(int depth) {
    if (depth > 0) return spin(depth - 1), (void)sink++;
    for (int round = 0; round < 1000; round++) sink = sink * 3 + 1;
}

static void *busy(void *argument) {
    for (uint64_t round = 0;; round++) spin((int)(round % 24));
    return argument;
}

static void *waiting(void *argument) {
    for (;;) pause();
    return argument;
}

int main(int count, char **arguments) {
    int all = count > 1 ? atoi(arguments[1]) : 10, spinning = count > 2 ? atoi(arguments[2]) : 2;
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    for (int i = 1; i < all; i++) pthread_create(&thread, &small, i <= spinning ? busy : waiting, NULL);
    puts("ready");
    fflush(stdout);
    char byte;
    while (read(0, &byte, 1) > 0) {}
    return 0;
}
