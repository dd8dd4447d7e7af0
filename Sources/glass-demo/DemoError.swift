import ArgumentParser
import Glibc

/// Why the service could not start. The wording and the exit status are apart from the data.
enum DemoError: Error, Equatable {
    case portInUse(Int)
    case portForbidden(Int)
    case cannotListen(port: Int, errno: CInt)
    case noFolder(path: String, reason: String)
    case noDatabase(path: String, reason: String)
    case noThread(name: String, errno: CInt)
    case noProgram(path: String, errno: CInt)
    case noPipe(errno: CInt)
    case noPort(errno: CInt)
    /// One of the servers behind the service; the service goes on without.
    case serverFailed(String)
}

extension DemoError: CustomStringConvertible {
    var description: String {
        switch self {
        case .portInUse(let port):
            "port \(port) on 127.0.0.1 is in use; name another with --port, or leave it out to get a free one"
        case .portForbidden(let port):
            "port \(port) on 127.0.0.1 is not permitted for this user; use a port of 1024 or more"
        case .cannotListen(let port, let code):
            "cannot listen on 127.0.0.1:\(port): \(String(cString: strerror(code))); try another --port"
        case .noFolder(let path, let reason):
            "cannot create the folder \(path): \(reason); set TMPDIR to a folder that can be written"
        case .noDatabase(let path, let reason):
            "cannot create the database \(path): \(reason); check the free space there"
        case .noThread(let name, let code):
            "cannot start the thread \(name): \(String(cString: strerror(code))); check the limit of processes (ulimit -u)"
        case .noProgram(let path, let code): "cannot start \(path): \(String(cString: strerror(code)))"
        case .noPipe(let code):
            "cannot make a pipe: \(String(cString: strerror(code))); check the limit of open files (ulimit -n)"
        case .noPort(let code): "there is no free port on 127.0.0.1: \(String(cString: strerror(code)))"
        case .serverFailed(let reason): reason
        }
    }
}

extension DemoError {
    /// The exit status, after `sysexits.h`: 69 unavailable, 73 cannot create, 77 not permitted.
    var exitCode: ExitCode {
        switch self {
        case .portForbidden: ExitCode(77)
        case .noFolder, .noDatabase: ExitCode(73)
        case .portInUse, .cannotListen, .noThread, .noProgram, .noPipe, .noPort, .serverFailed: ExitCode(69)
        }
    }
}
