import Glibc
import SystemPackage

extension Terminal {
    /// Gives the terminal to another program until that ends: keys go to it and not to ``events()``. Then it is taken
    /// over again; the screen has to be drawn anew. Blocks as long.
    ///
    /// - Parameter arguments: The program, looked for in `PATH`, and what it is given. No shell is asked.
    /// - Returns: How it ended: its exit status, or 128 and the number of the signal.
    /// - Throws: ``TerminalError`` where it could not be started.
    public func lend(to arguments: [String]) throws(TerminalError) -> Int32 {
        let isRead = pauseReading()
        leave()
        defer {
            // The terminal is this program's again, whatever the other one did to it.
            try? enter()
            if isRead { resumeReading() }
        }
        // Where this process is the terminal's, the other one gets a group of its own, so that C-c and C-z are its.
        let foreground = tcgetpgrp(input.rawValue)
        let isOurs = foreground >= 0 && foreground == getpgrp()
        let child = try spawn(arguments, inGroup: isOurs)
        if isOurs { tcsetpgrp(input.rawValue, child) }
        defer { if isOurs { tcsetpgrp(input.rawValue, foreground) } }
        return wait(for: child, inGroup: isOurs)
    }

    private func spawn(_ arguments: [String], inGroup: Bool) throws(TerminalError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (from, to) in [(input, Int32(0)), (output, 1), (output, 2)] {
            posix_spawn_file_actions_adddup2(&actions, from.rawValue, to)
        }
        // What this process ignores or catches, the other one gets as usual.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        var flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        if inGroup {
            flags |= Int32(POSIX_SPAWN_SETPGROUP)
            posix_spawnattr_setpgroup(&attributes, 0)
        }
        posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
        var child = pid_t()
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        guard let program = arguments.first else { throw .cannotStart(program: "", .noSuchFileOrDirectory) }
        let status = posix_spawnp(&child, program, &actions, &attributes, &words, environ)
        guard status == 0 else { throw .cannotStart(program: program, Errno(rawValue: status)) }
        return child
    }

    /// Where it is stopped by C-z, this process stops too, as the whole would in one group; when it is continued, so
    /// is the other.
    private func wait(for child: pid_t, inGroup: Bool) -> Int32 {
        while true {
            var status: Int32 = 0
            let found = waitpid(child, &status, WUNTRACED)
            if found < 0 && errno == EINTR { continue }
            guard found == child else { return 0 }
            let signal = status & 0x7F
            if status & 0xFF == 0x7F {
                // One that was quicker than this process has been stopped for using a terminal that was not yet its.
                let isEarly = [SIGTTIN, SIGTTOU].contains((status >> 8) & 0xFF)
                // To this thread, so that it does not go on until the process is continued.
                if !isEarly { raise(SIGSTOP) }
                if inGroup { tcsetpgrp(input.rawValue, child) }
                kill(inGroup ? -child : child, SIGCONT)
            } else {
                return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            }
        }
    }
}
