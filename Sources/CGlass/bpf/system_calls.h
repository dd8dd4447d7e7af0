// Which system calls the tap looks at, and where their arguments are found when they return.
#ifndef SYSTEM_CALLS_H
#define SYSTEM_CALLS_H

#include "kernel_types.h"

enum call_kind {
    CALL_OTHER = 0,
    CALL_READ,
    CALL_READ_VECTOR,
    CALL_RECEIVE,
    CALL_RECEIVE_MESSAGE,
    CALL_WRITE,
    CALL_WRITE_VECTOR,
    CALL_SEND,
    CALL_SEND_MESSAGE,
    CALL_SEND_FILE,
    CALL_ACCEPT,
    CALL_CONNECT,
    CALL_CLOSE,
    // These wait for many things at once.
    CALL_WAIT,
    CALL_POLL,
};

enum { CALL_NUMBERS = 512 };

#if defined(__TARGET_ARCH_x86)

#define CALL_NUMBER(registers) ((registers)->orig_ax)
#define ARGUMENT_1(registers) ((registers)->di)
#define ARGUMENT_2(registers) ((registers)->si)
#define ARGUMENT_3(registers) ((registers)->dx)
#define ARGUMENT_4(registers) ((registers)->r10)

static const volatile uint8_t call_kinds[CALL_NUMBERS] = {
    [0] = CALL_READ,           [1] = CALL_WRITE,         [3] = CALL_CLOSE,       [7] = CALL_POLL,
    [19] = CALL_READ_VECTOR,   [20] = CALL_WRITE_VECTOR, [23] = CALL_WAIT,       [40] = CALL_SEND_FILE,
    [42] = CALL_CONNECT,       [43] = CALL_ACCEPT,       [44] = CALL_SEND,       [45] = CALL_RECEIVE,
    [46] = CALL_SEND_MESSAGE,  [47] = CALL_RECEIVE_MESSAGE,
    [232] = CALL_WAIT,  // epoll_wait
    [270] = CALL_WAIT,  // pselect6
    [271] = CALL_POLL,  // ppoll
    [281] = CALL_WAIT,  // epoll_pwait
    [288] = CALL_ACCEPT,  // accept4
    [426] = CALL_WAIT,  // io_uring_enter
    [441] = CALL_WAIT,  // epoll_pwait2
};

#elif defined(__TARGET_ARCH_arm64)

#define CALL_NUMBER(registers) ((registers)->syscallno)
// The result has overwritten the first register by the time that the call returns.
#define ARGUMENT_1(registers) ((registers)->orig_x0)
#define ARGUMENT_2(registers) ((registers)->regs[1])
#define ARGUMENT_3(registers) ((registers)->regs[2])
#define ARGUMENT_4(registers) ((registers)->regs[3])

static const volatile uint8_t call_kinds[CALL_NUMBERS] = {
    [57] = CALL_CLOSE,         [63] = CALL_READ,         [64] = CALL_WRITE,      [65] = CALL_READ_VECTOR,
    [66] = CALL_WRITE_VECTOR,  [71] = CALL_SEND_FILE,    [202] = CALL_ACCEPT,    [203] = CALL_CONNECT,
    [206] = CALL_SEND,         [207] = CALL_RECEIVE,     [211] = CALL_SEND_MESSAGE,
    [212] = CALL_RECEIVE_MESSAGE,
    [22] = CALL_WAIT,  // epoll_pwait
    [72] = CALL_WAIT,  // pselect6
    [73] = CALL_POLL,  // ppoll
    [242] = CALL_ACCEPT,  // accept4
    [426] = CALL_WAIT,  // io_uring_enter
    [441] = CALL_WAIT,  // epoll_pwait2
};

#endif

#endif
