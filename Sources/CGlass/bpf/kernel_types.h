// The few members of kernel structures that the program reads. Where they lie in the running kernel is found when the
// program is loaded (CO-RE), so only names and types matter here, not order or what is left out.
#ifndef KERNEL_TYPES_H
#define KERNEL_TYPES_H

#include <stdint.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
    unsigned long di, si, dx, r10, orig_ax;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
    uint64_t regs[31];
    uint64_t orig_x0;
    int32_t syscallno;
};
#endif

typedef struct {
    int counter;
} atomic_t;

typedef struct {
    int64_t counter;
} atomic64_t;

typedef atomic64_t atomic_long_t;

typedef struct {
    atomic_long_t refcnt;
} file_ref_t;

struct in6_addr {
    uint8_t bytes[16];
};

struct sock_common {
    uint32_t skc_daddr;
    uint32_t skc_rcv_saddr;
    uint16_t skc_dport;
    uint16_t skc_num;
    unsigned short skc_family;
    struct in6_addr skc_v6_daddr;
    struct in6_addr skc_v6_rcv_saddr;
};

struct sock {
    struct sock_common __sk_common;
};

struct socket {
    short type;
    struct sock *sk;
};

struct inode {
    unsigned short i_mode;
    unsigned long i_ino;
};

struct file {
    struct inode *f_inode;
    void *private_data;
    atomic_long_t f_count;
};

// As it is since Linux 6.13.
struct file___counted {
    file_ref_t f_ref;
};

struct fdtable {
    unsigned int max_fds;
    struct file **fd;
};

struct files_struct {
    struct fdtable *fdt;
};

struct rq {
    uint64_t clock;
    uint64_t clock_task;
};

struct cfs_rq {
    struct rq *rq;
};

struct sched_entity {
    uint64_t exec_start;
    uint64_t sum_exec_runtime;
    struct cfs_rq *cfs_rq;
};

struct signal_struct {
    atomic_t live;
};

struct task_struct {
    int pid;
    int tgid;
    struct files_struct *files;
    struct signal_struct *signal;
    struct sched_entity se;
};

#pragma clang attribute pop

#endif
