#if arch(arm64)
    extension SystemCalls {
        /// Names by number, from the kernel's include/uapi/asm-generic/unistd.h: those that threads wait in.
        static let names: [StaticString] = {
            var names = [StaticString](repeating: "", count: 450)
            for (number, name) in waiting { names[number] = name }
            return names
        }()

        private static let waiting: [(Int, StaticString)] = [
            (22, "epoll_pwait"), (63, "read"), (64, "write"), (65, "readv"), (66, "writev"), (72, "pselect6"),
            (73, "ppoll"), (95, "waitid"), (98, "futex"), (101, "nanosleep"), (115, "clock_nanosleep"),
            (128, "restart_syscall"), (133, "rt_sigsuspend"), (137, "rt_sigtimedwait"), (202, "accept"),
            (203, "connect"), (206, "sendto"), (207, "recvfrom"), (211, "sendmsg"), (212, "recvmsg"), (242, "accept4"),
            (260, "wait4"), (441, "epoll_pwait2"), (449, "futex_waitv"),
        ]

        /// What a stop leaves of calls that wait for at most a certain time.
        static let restart = 128
        static let receiveFrom = 207
        static let receiveMessage = 212

        /// Calls that make a thread or a process; they return in both.
        static let creating: Set<Int> = [220, 435]

        /// Calls that a stop may interrupt without the target's noticing; see the x86-64 file.
        static let restartable: Set<Int> = [
            22, 63, 72, 73, 95, 98, 101, 115, 128, 133, 137, 202, 242, 260, 441,
        ]
    }
#endif
