#define _GNU_SOURCE
#include "cglass_system.h"

#include <elf.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

long cglass_ptrace(int request, pid_t thread, uintptr_t address, uintptr_t data) {
    return ptrace((enum __ptrace_request)request, thread, (void *)address, (void *)data);
}

int cglass_get_registers(pid_t thread, cglass_user_registers *registers) {
    struct iovec vector = {registers, sizeof *registers};
    return (int)ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &vector);
}

int cglass_set_registers(pid_t thread, const cglass_user_registers *registers) {
    struct iovec vector = {(void *)registers, sizeof *registers};
    return (int)ptrace(PTRACE_SETREGSET, thread, (void *)NT_PRSTATUS, &vector);
}

ssize_t cglass_read_memory(pid_t process, void *buffer, uintptr_t address, size_t count) {
    struct iovec local = {buffer, count}, remote = {(void *)address, count};
    return process_vm_readv(process, &local, 1, &remote, 1, 0);
}

_Static_assert(sizeof(struct cglass_range) == sizeof(struct iovec), "a range is an iovec");

ssize_t cglass_read_memory_ranges(pid_t process, void *buffer, size_t count, const struct cglass_range *ranges,
                                  size_t range_count) {
    struct iovec local = {buffer, count};
    return process_vm_readv(process, &local, 1, (const struct iovec *)ranges, range_count, 0);
}

ssize_t cglass_read_memory_ranges_into_two(pid_t process, void *first, size_t first_count, void *second,
                                           size_t second_count, const struct cglass_range *ranges,
                                           size_t range_count) {
    struct iovec local[2] = {{first, first_count}, {second, second_count}};
    return process_vm_readv(process, local, 2, (const struct iovec *)ranges, range_count, 0);
}

pid_t cglass_wait(pid_t thread, int *status) { return waitpid(thread, status, __WALL | WNOHANG | __WNOTHREAD); }

int cglass_find_thread(pid_t process, pid_t thread) { return tgkill(process, thread, 0); }

static void event_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
}

int cglass_block_event_signals(void) {
    sigset_t set;
    event_signals(&set);
    signal(SIGPIPE, SIG_IGN);
    return pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int cglass_event_signal_descriptor(void) {
    sigset_t set;
    event_signals(&set);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int cglass_next_event_signal(int descriptor, pid_t *sender) {
    struct signalfd_siginfo information;
    if (read(descriptor, &information, sizeof information) != sizeof information) return 0;
    *sender = (pid_t)information.ssi_pid;
    return (int)information.ssi_signo;
}

int cglass_wait_for_event_signal(int64_t nanoseconds, pid_t *sender) {
    sigset_t set;
    event_signals(&set);
    siginfo_t information;
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int signal = sigtimedwait(&set, &information, &limit);
    if (signal <= 0) return 0;
    *sender = information.si_pid;
    return signal;
}

int cglass_poll(const int *descriptors, int count, int64_t nanoseconds, unsigned *readable) {
    struct pollfd polled[8];
    if (count > 8) count = 8;
    for (int i = 0; i < count; i++) polled[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int ready = ppoll(polled, (nfds_t)count, nanoseconds < 0 ? NULL : &limit, NULL);
    *readable = 0;
    for (int i = 0; ready > 0 && i < count; i++) *readable |= polled[i].revents ? 1u << i : 0;
    return ready;
}

int64_t cglass_process_cpu_time(pid_t process) {
    // What clock_getcpuclockid(3) gives after one more system call: the kernel's MAKE_PROCESS_CPUCLOCK.
    clockid_t clock = (clockid_t)(~(unsigned)process << 3 | 2);
    struct timespec time;
    if (clock_gettime(clock, &time) != 0) return -1;
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t cglass_clock(int clock) {
    struct timespec time;
    if (clock_gettime((clockid_t)clock, &time) != 0) return -1;
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int cglass_set_name_of_calling_thread(const char *name) { return pthread_setname_np(pthread_self(), name); }
int cglass_set_policy(int policy, int priority) {
    struct sched_param parameters = {.sched_priority = priority};
    return sched_setscheduler(0, policy | SCHED_RESET_ON_FORK, &parameters);
}
int cglass_set_timer_slack(unsigned long nanoseconds) { return prctl(PR_SET_TIMERSLACK, nanoseconds); }
int cglass_prefer_calling_thread(void) { return setpriority(PRIO_PROCESS, (id_t)gettid(), -20); }
int cglass_get_affinity(void *mask, size_t size) { return sched_getaffinity(0, size, mask); }
int cglass_set_affinity(const void *mask, size_t size) { return sched_setaffinity(0, size, mask); }
int cglass_allow_any_tracer(void) { return prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY); }
