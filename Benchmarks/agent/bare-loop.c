// The floor: what a stop costs that does nothing but what a sample needs. Seizes one thread and, so many times a
// second, interrupts it, reads its registers, copies 16 KB of its stack and resumes it.
//
// cc -O2 -o bare-loop bare-loop.c        bare-loop THREAD HZ SECONDS
#define _GNU_SOURCE
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>

static char copy[16384];

static void sample(pid_t thread) {
    struct user_regs_struct registers;
    struct iovec vector = {&registers, sizeof registers};
    int status;
    ptrace(PTRACE_INTERRUPT, thread, 0, 0);
    if (waitpid(thread, &status, __WALL) != thread || !WIFSTOPPED(status)) exit(0);
    ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &vector);
    struct iovec local = {copy, sizeof copy}, remote = {(void *)registers.rsp, sizeof copy};
    process_vm_readv(thread, &local, 1, &remote, 1, 0);
    ptrace(PTRACE_CONT, thread, 0, 0);
}

int main(int count, char **arguments) {
    if (count < 4) return 64;
    pid_t thread = atoi(arguments[1]);
    int64_t period = (int64_t)(1e9 / atof(arguments[2])), ticks = (int64_t)(atof(arguments[2]) * atof(arguments[3]));
    prctl(PR_SET_TIMERSLACK, 1);
    setpriority(PRIO_PROCESS, 0, -20);
    if (ptrace(PTRACE_SEIZE, thread, 0, 0) != 0) return perror("seize"), 69;
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int64_t tick = 0; tick < ticks; tick++) {
        next.tv_nsec += period;
        while (next.tv_nsec >= 1000000000) next.tv_nsec -= 1000000000, next.tv_sec++;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
        sample(thread);
    }
    return 0;
}
