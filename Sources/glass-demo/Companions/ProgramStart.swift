import Glibc

/// A program to start with `posix_spawn`, with signals as a fresh process has them, in a process group of its own, which
/// the terminal's keys do not reach.
struct ProgramStart {
    /// A path; it is not searched for in PATH.
    var path: String
    /// What the program is called in lists of processes.
    var title: String
    var arguments: [String]
    /// `nil` for `/dev/null`.
    var input: CInt?
    var output: CInt?

    /// - Throws: `DemoError.noProgram`.
    func start() throws(DemoError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        connect(input, to: STDIN_FILENO, &actions)
        connect(output, to: STDOUT_FILENO, &actions)
        connect(nil, to: STDERR_FILENO, &actions)
        setAttributes(&attributes)
        var process: pid_t = 0
        let code = withArgumentVector([title] + arguments) {
            posix_spawn(&process, path, &actions, &attributes, $0, environ)
        }
        guard code == 0 else { throw .noProgram(path: path, errno: code) }
        return process
    }

    private func connect(_ own: CInt?, to descriptor: CInt, _ actions: inout posix_spawn_file_actions_t) {
        if let own {
            posix_spawn_file_actions_adddup2(&actions, own, descriptor)
        } else {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
    }

    private func setAttributes(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    }
}

/// The path of the program that runs.
func ownExecutablePath() -> String {
    guard let resolved = realpath("/proc/self/exe", nil) else { return "/proc/self/exe" }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// Gives `body` an argument vector as C wants it, ended by a null pointer.
func withArgumentVector<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    return pointers.withUnsafeBufferPointer { buffer in
        // The buffer holds at least the ending null pointer, so it has a base address.
        buffer.baseAddress.map(body)
    }.unsafelyUnwrapped
}
