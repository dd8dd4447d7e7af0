import Glibc

/// How a child process ended.
enum ChildExit: Equatable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)

    /// From what `waitpid` stores, as `bits/waitstatus.h` lays it out; nil while the process has only stopped.
    init?(waitStatus: Int32) {
        let low = waitStatus & 0x7F
        switch low {
        case 0: self = .exited((waitStatus >> 8) & 0xFF)
        case 0x7F: return nil
        default: self = .killed(signal: low)
        }
    }

    /// What a shell shows in `$?`.
    var shellStatus: Int32 {
        switch self {
        case .exited(let status): status
        case .killed(let signal): 128 &+ signal
        }
    }
}
