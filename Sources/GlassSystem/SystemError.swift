import Glibc
import SystemPackage

/// A system call that failed: which, on what, and how.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    public let call: String
    /// The file, process or thread that it was for.
    public let subject: String
    public let errno: Errno

    public init(call: String, subject: String, errno: Errno) {
        self.call = call
        self.subject = subject
        self.errno = errno
    }

    public var description: String { "\(call) of \(subject): \(errno)" }

    /// The error that the C library just reported.
    static func last(_ call: String, _ subject: @autoclosure () -> String) -> SystemError {
        SystemError(call: call, subject: subject(), errno: Errno(rawValue: Glibc.errno))
    }
}

/// Runs a call that returns a negative number on failure, again for as long as a signal interrupts it.
@inline(__always)
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
