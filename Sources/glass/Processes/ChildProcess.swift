import Glibc
import GlassModel
import SystemPackage

/// A program to start with `posix_spawn`.
struct ProgramLaunch {
    /// A path; it is not searched for in PATH.
    var path: String
    /// Without the program's own name.
    var arguments: [String]
    /// The child's descriptors (0, 1, 2 and others) and what of ours stands there; what is not named is inherited
    /// where it is not close-on-exec.
    var descriptors: [(child: Int32, from: FileDescriptor)] = []
    /// In a process group of its own, signals from the terminal's keys do not reach it.
    var ownGroup = false

    /// Starts it with signals as a fresh process has them.
    func start() throws(Errno) -> ChildProcess {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (child, from) in descriptors { posix_spawn_file_actions_adddup2(&actions, from.rawValue, child) }
        setAttributes(&attributes)
        var pid: pid_t = 0
        let failure = withCStrings([path] + arguments) { argv in
            posix_spawn(&pid, path, &actions, &attributes, argv, environ)
        }
        guard failure == 0 else { throw Errno(rawValue: failure) }
        return ChildProcess(id: ProcessID(pid))
    }

    private func setAttributes(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        var defaults = sigset_t()
        sigemptyset(&none)
        sigemptyset(&defaults)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGQUIT, SIGWINCH] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setpgroup(&attributes, 0)
        let group = ownGroup ? POSIX_SPAWN_SETPGROUP : 0
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group))
    }
}

/// Gives `body` an argument vector as C wants it, ended by a null pointer.
func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
        // The buffer holds at least the ending null pointer, so it has a base address.
        buffer.baseAddress.map(body)
    }.unsafelyUnwrapped
}

/// A child of this process. One caller at a time.
final class ChildProcess {
    let id: ProcessID
    private(set) var exit: ChildExit?

    init(id: ProcessID) { self.id = id }

    /// Signals the child, if it has not been waited for: after that its number may be another's.
    func signal(_ number: Int32) {
        if exit == nil { kill(id.rawValue, number) }
    }

    /// Signals the child's process group, which it must have been started with.
    func signalGroup(_ number: Int32) {
        if exit == nil { kill(-id.rawValue, number) }
    }

    /// How the child ended, if it has.
    func poll() -> ChildExit? { wait(options: WNOHANG) }

    /// Waits until the child has ended.
    func wait() -> ChildExit { wait(options: 0) ?? .exited(0) }

    private func wait(options: Int32) -> ChildExit? {
        guard exit == nil else { return exit }
        while true {
            var status: Int32 = 0
            let result = waitpid(id.rawValue, &status, options)
            if result == id.rawValue, let ended = ChildExit(waitStatus: status) {
                exit = ended
                return ended
            }
            if result == 0 { return nil }
            // No such child: whoever started us ignores SIGCHLD, and the kernel has thrown the status away.
            if result < 0, errno != EINTR {
                exit = .exited(0)
                return exit
            }
        }
    }
}
