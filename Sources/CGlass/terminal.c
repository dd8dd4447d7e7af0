#include "cglass_terminal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int told[] = {SIGWINCH, SIGCONT, SIGTSTP};
static const int ending[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
static const int ignored[] = {SIGTTOU, SIGPIPE};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static int input_fd = -1;
static int output_fd = -1;
static int events_fd = -1;
static struct termios saved_mode;
static char restore_bytes[512];
static size_t restore_length;
static volatile sig_atomic_t ending_seen;
static struct sigaction previous[NSIG];
static __thread void *signal_stack;

static void tell(int number) {
    char byte = (char)number;
    ssize_t ignored_result = write(events_fd, &byte, 1);
    (void)ignored_result;
}

static void give_back(void) {
    ssize_t ignored_result = write(output_fd, restore_bytes, restore_length);
    (void)ignored_result;
    tcsetattr(input_fd, TCSANOW, &saved_mode);
}

static void end_as_by_default(int number) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);
    raise(number);
}

static void on_told(int number) {
    int error = errno;
    tell(number);
    errno = error;
}

static void on_ending(int number) {
    int error = errno;
    // A terminal that is closed hangs up twice: for the session's leader, and for the group in front.
    if (ending_seen && number != SIGHUP) {
        give_back();
        end_as_by_default(number);
    }
    ending_seen = 1;
    tell(number);
    errno = error;
}

static void on_crash(int number) {
    give_back();
    end_as_by_default(number);
}

static void install(const int *numbers, size_t count, void (*handler)(int), int flags) {
    for (size_t i = 0; i < count; i++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = handler;
        action.sa_flags = flags;
        sigemptyset(&action.sa_mask);
        sigaction(numbers[i], &action, &previous[numbers[i]]);
    }
}

static void put_back(const int *numbers, size_t count) {
    for (size_t i = 0; i < count; i++) sigaction(numbers[i], &previous[numbers[i]], NULL);
}

int glass_terminal_guard_thread(void) {
    if (signal_stack) return 0;
    stack_t stack = {.ss_size = 64 * 1024};
    stack.ss_sp = malloc(stack.ss_size);
    if (!stack.ss_sp) return ENOMEM;
    signal_stack = stack.ss_sp;
    return sigaltstack(&stack, NULL) == 0 ? 0 : errno;
}

int glass_terminal_arm(int input, int output, int events, const struct termios *saved, const char *restore,
                       size_t length) {
    if (length > sizeof restore_bytes) return EINVAL;
    int error = glass_terminal_guard_thread();
    if (error) return error;
    input_fd = input;
    output_fd = output;
    events_fd = events;
    saved_mode = *saved;
    memcpy(restore_bytes, restore, length);
    restore_length = length;
    ending_seen = 0;
    install(told, COUNT(told), on_told, SA_RESTART);
    install(ending, COUNT(ending), on_ending, SA_RESTART | SA_NODEFER);
    install(crashes, COUNT(crashes), on_crash, SA_ONSTACK | SA_NODEFER);
    install(ignored, COUNT(ignored), SIG_IGN, 0);
    return 0;
}

void glass_terminal_disarm(int is_gone) {
    // A reader may learn that the terminal is gone before its hang-up comes, which must not cut short what is left to do.
    if (is_gone) previous[SIGHUP].sa_handler = SIG_IGN;
    put_back(told, COUNT(told));
    put_back(ending, COUNT(ending));
    put_back(crashes, COUNT(crashes));
    put_back(ignored, COUNT(ignored));
}
