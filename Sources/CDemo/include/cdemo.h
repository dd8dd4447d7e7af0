// What the sample service needs of Linux that Swift cannot call, because it is variadic in C.
#ifndef CDEMO_H
#define CDEMO_H

/// Has the kernel send this process the signal when the thread that started it ends. 0, or -1 with errno.
int cdemo_signal_when_parent_ends(int signal);

/// Lets any process of this user trace this one, also where Yama otherwise forbids it. 0, or -1 with errno.
int cdemo_allow_any_tracer(void);

#endif
