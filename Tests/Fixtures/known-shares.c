// Two threads that spend 60, 30 and 10 % of their CPU time in three functions, and three threads that wait.
// At the end it prints what each spinning thread really spent, in nanoseconds:
//     thread 0 sixty 601 thirty 300 ten 99 cpu 1001
// Built with -DALONE it is one thread in all, which also waits for 300 ms after each ten rounds, in `rest`,
// and says for how much of its time:
//     rested 1500 of 6500
//
// cc -O1 -g -pthread -o known-shares known-shares.c
#include "fixture.h"

#include <sys/epoll.h>

enum { SIXTY, THIRTY, TEN, SHARES };

struct spinner {
    atomic_llong spent[SHARES];
    atomic_llong cpu;
    unsigned seed;
};

static struct spinner spinners[2];

// About a microsecond of work, so that the clock that ends a phase is seldom read.
static NOINLINE void work(volatile uint64_t *sink) {
    for (int round = 0; round < 2000; round++) *sink = *sink * 6364136223846793005ULL + 1442695040888963407ULL;
}

#define SPIN(name)                                              \
    static NOINLINE void name(int64_t until) {                  \
        volatile uint64_t sink = 1;                             \
        while (thread_cpu_nanoseconds() < until) work(&sink);   \
    }
SPIN(sixty)
SPIN(thirty)
SPIN(ten)

// A phase lasts about `share` milliseconds, jittered so that it never beats with a sampler's rate.
static int64_t jittered(struct spinner *self, int share) {
    return share * 1000000LL * (750 + rand_r(&self->seed) % 500) / 1000;
}

static NOINLINE void phase(struct spinner *self, int which, void (*spin)(int64_t), int share) {
    int64_t start = thread_cpu_nanoseconds();
    spin(start + jittered(self, share));
    atomic_fetch_add(&self->spent[which], thread_cpu_nanoseconds() - start);
}

static NOINLINE void spend_a_round(struct spinner *self) {
    phase(self, SIXTY, sixty, 60);
    phase(self, THIRTY, thirty, 30);
    phase(self, TEN, ten, 10);
    atomic_store(&self->cpu, thread_cpu_nanoseconds());
}

static void report(void) {
    for (int i = 0; i < 2; i++)
        printf("thread %d sixty %lld thirty %lld ten %lld cpu %lld\n", i, (long long)spinners[i].spent[SIXTY],
               (long long)spinners[i].spent[THIRTY], (long long)spinners[i].spent[TEN], (long long)spinners[i].cpu);
}

#ifdef ALONE
static int64_t rested;

static NOINLINE int rest(void) {
    struct pollfd end = {.fd = 0, .events = POLLIN};
    int64_t start = monotonic_nanoseconds();
    int result = poll(&end, 1, 300);
    rested += monotonic_nanoseconds() - start;
    return result;
}

int main(void) {
    int64_t start = monotonic_nanoseconds();
    ready();
    do {
        for (int i = 0; i < 10; i++) spend_a_round(&spinners[0]);
    } while (rest() == 0);
    report();
    printf("rested %lld of %lld\n", (long long)rested, (long long)(monotonic_nanoseconds() - start));
}
#else
static void *spinner(void *argument) {
    struct spinner *self = argument;
    self->seed = (unsigned)(self - spinners) + 1;
    while (!atomic_load(&stopping)) spend_a_round(self);
    return NULL;
}

static void *sleeper(void *argument) {
    for (;;) sleep(1000);
    return argument;
}

static void *poller(void *argument) {
    struct epoll_event event;
    int set = epoll_create1(0);
    for (;;) epoll_wait(set, &event, 1, -1);
    return argument;
}

static void *locker(void *argument) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
    pthread_mutex_lock(&lock);
    for (;;) pthread_cond_wait(&never, &lock);
    return argument;
}

int main(void) {
    pthread_t thread;
    void *(*waiting[])(void *) = {sleeper, poller, locker};
    end_when_told(report);
    for (int i = 0; i < 3; i++) pthread_create(&thread, NULL, waiting[i], NULL);
    for (int i = 0; i < 2; i++) pthread_create(&thread, NULL, spinner, &spinners[i]);
    ready();
    for (;;) pause();
}
#endif
