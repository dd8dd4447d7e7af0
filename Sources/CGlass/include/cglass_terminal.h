#ifndef CGLASS_TERMINAL_H
#define CGLASS_TERMINAL_H

#include <stddef.h>
#include <termios.h>

/* Signal handlers of a full-screen program, in C because only async-signal-safe calls are allowed in them.

   SIGWINCH, SIGCONT and SIGTSTP write their number as one byte to `events`. So do SIGTERM, SIGHUP, SIGINT and SIGQUIT
   the first time; the second time they give the terminal back and end the process. SIGSEGV, SIGBUS, SIGILL, SIGTRAP,
   SIGFPE and SIGABRT give the terminal back and then act as by default. SIGTTOU and SIGPIPE are ignored.

   To give the terminal back, `restore` (at most 512 bytes) is written to `output` and `saved` set on `input`.
   Returns 0, or errno. */
int glass_terminal_arm(int input, int output, int events, const struct termios *saved, const char *restore,
                       size_t length);

/* Gives the calling thread a stack for these handlers, once, so that they run when its own is full. Returns 0, or errno. */
int glass_terminal_guard_thread(void);

/* Puts back the handlers that were there before; where the terminal is gone, a hang-up that is still to come is ignored. */
void glass_terminal_disarm(int is_gone);

#endif
