/// System calls that Swift's C importer cannot see: variadic ones, and those behind feature macros. No logic.
#ifndef CGLASS_SYSTEM_H
#define CGLASS_SYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

typedef struct user_regs_struct cglass_user_registers;

long cglass_ptrace(int request, pid_t thread, uintptr_t address, uintptr_t data);
/// PTRACE_GETREGSET and PTRACE_SETREGSET of NT_PRSTATUS; return 0 or -1 with errno.
int cglass_get_registers(pid_t thread, cglass_user_registers *registers);
int cglass_set_registers(pid_t thread, const cglass_user_registers *registers);
struct cglass_range {
    uintptr_t address;
    size_t count;
};
/// process_vm_readv with one local buffer and one remote range.
ssize_t cglass_read_memory(pid_t process, void *buffer, uintptr_t address, size_t count);
/// process_vm_readv of some ranges, one behind the other, into one local buffer. `ranges` holds addresses and lengths.
ssize_t cglass_read_memory_ranges(pid_t process, void *buffer, size_t count, const struct cglass_range *ranges,
                                  size_t range_count);
/// The same into two buffers, of which the second is filled when the first is full.
ssize_t cglass_read_memory_ranges_into_two(pid_t process, void *first, size_t first_count, void *second,
                                           size_t second_count, const struct cglass_range *ranges,
                                           size_t range_count);
/// waitpid for what the calling thread traces: 0 where nothing waits.
pid_t cglass_wait(pid_t thread, int *status);
/// tgkill with no signal: 0 or EPERM where the thread is one of that process.
int cglass_find_thread(pid_t process, pid_t thread);
/// Blocks SIGCHLD and the signals that ask a process to end in the calling thread, and ignores SIGPIPE.
int cglass_block_event_signals(void);
/// A descriptor that becomes readable when one of them is pending.
int cglass_event_signal_descriptor(void);
/// The next pending one of them, 0 for none.
int cglass_next_event_signal(int descriptor, pid_t *sender);
/// Waits for one of them for so many nanoseconds; 0 where none came.
int cglass_wait_for_event_signal(int64_t nanoseconds, pid_t *sender);
int cglass_poll(const int *descriptors, int count, int64_t nanoseconds, unsigned *readable);
/// clock_gettime on the CPU clock of a process, in nanoseconds; -1 with errno.
int64_t cglass_process_cpu_time(pid_t process);
int64_t cglass_clock(int clock);
int cglass_set_name_of_calling_thread(const char *name);
int cglass_set_timer_slack(unsigned long nanoseconds);
/// The highest priority of the ordinary scheduler for the calling thread alone.
int cglass_prefer_calling_thread(void);
/// SCHED_FIFO or SCHED_OTHER for the calling thread alone, and not for what it starts.
int cglass_set_policy(int policy, int priority);
/// The CPUs that the calling thread may run on, a bit for each.
int cglass_get_affinity(void *mask, size_t size);
int cglass_set_affinity(const void *mask, size_t size);
int cglass_allow_any_tracer(void);

#endif
