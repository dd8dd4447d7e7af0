import Glibc

/// Starts programs through `__guarded`, so that they end with the keeper however it ends.
struct GuardedLauncher {
    /// The path of glass-demo.
    let executable: String

    /// `nil` where the keeper is ending.
    /// - Throws: `DemoError.noProgram`.
    func start(
        _ command: [String], user: String? = nil, signal: CInt, with children: Children
    ) throws(DemoError) -> pid_t? {
        let asUser = user.map { ["--user", $0] } ?? []
        let program = ProgramStart(
            path: executable, title: "demo-guarded",
            arguments: ["__guarded", "--signal", "\(signal)"] + asUser + ["--"] + command)
        return try children.start(program, endingWith: signal)
    }
}

/// Tries until the server answers, for 20 s at most, or until it has ended.
/// - Throws: `DemoError.serverFailed`.
func waitUntil(_ complaint: String, _ process: pid_t, _ children: Children, answers: () throws -> Void) throws {
    var failure = ""
    for _ in 0..<4_000 {
        do { return try answers() } catch { failure = "\(error)" }
        guard children.runs(process) else { throw DemoError.serverFailed("it ended at once") }
        usleep(5_000)
    }
    throw DemoError.serverFailed("\(complaint): \(failure)")
}

/// A port on 127.0.0.1 that nobody has at the moment.
/// - Throws: `DemoError.noPort`.
func freePort() throws(DemoError) -> UInt16 {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw .noPort(errno: errno) }
    defer { close(descriptor) }
    var address = loopbackAddress(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
        }
    }
    guard code == 0 else { throw .noPort(errno: errno) }
    return UInt16(bigEndian: address.sin_port)
}

/// 32 hexadecimal digits that nobody can guess.
func randomPassword() -> String {
    var random = SystemRandomNumberGenerator()
    return (0..<32).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
}
