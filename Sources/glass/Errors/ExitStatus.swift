import ArgumentParser

/// The exit statuses of every command; from 64 on as `sysexits.h` numbers them.
enum ExitStatus: Int32, Sendable {
    case done = 0
    case checkFailed = 1
    case usage = 64
    /// The input is there but is no profile.
    case notAProfile = 65
    case noInput = 66
    /// The target is gone, or something that is needed cannot be had.
    case unavailable = 69
    case cannotWrite = 73
    case notPermitted = 77

    var exitCode: ExitCode { ExitCode(rawValue) }
}
