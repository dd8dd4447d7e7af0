import CGlass
import GlassModel
import Glibc
import SystemPackage

/// The part of ptrace(2) that a profiler needs. Every call must come from the OS thread that seized.
public enum Ptrace {
    /// What the kernel should tell of, besides stops that were asked for (`PTRACE_O_…`).
    public struct Options: OptionSet, Sendable {
        public let rawValue: UInt
        public init(rawValue: UInt) { self.rawValue = rawValue }

        public static let fork = Options(rawValue: 1 << 1)
        public static let vfork = Options(rawValue: 1 << 2)
        public static let clone = Options(rawValue: 1 << 3)
        public static let exec = Options(rawValue: 1 << 4)
        public static let exit = Options(rawValue: 1 << 6)
    }

    private enum Request {
        static let getEventMessage: Int32 = 0x4201
        static let resume: Int32 = 7
        static let detach: Int32 = 17
        static let seize: Int32 = 0x4206
        static let interrupt: Int32 = 0x4207
        static let listen: Int32 = 0x4208
    }

    /// Becomes the tracer of a thread without stopping it.
    public static func seize(_ thread: ThreadID, options: Options) throws(SystemError) {
        try call("PTRACE_SEIZE", Request.seize, thread, options.rawValue)
    }

    /// Asks a thread to stop; that it has is told by ``TraceEvent``.
    @inline(__always)
    public static func interrupt(_ thread: ThreadID) -> Bool {
        cglass_ptrace(Request.interrupt, thread.rawValue, 0, 0) == 0
    }

    /// Lets a stopped thread go on, with a signal where it stopped on its way to receive one.
    @inline(__always) @discardableResult
    public static func resume(_ thread: ThreadID, delivering signal: Int32 = 0) -> Bool {
        cglass_ptrace(Request.resume, thread.rawValue, 0, UInt(clamping: signal)) == 0
    }

    /// Leaves a thread that job control stopped as it is, and yet hears of what happens to it.
    @discardableResult
    public static func listen(_ thread: ThreadID) -> Bool {
        cglass_ptrace(Request.listen, thread.rawValue, 0, 0) == 0
    }

    /// Ends tracing of a stopped thread, which goes on.
    @discardableResult
    public static func detach(_ thread: ThreadID, delivering signal: Int32 = 0) -> Bool {
        cglass_ptrace(Request.detach, thread.rawValue, 0, UInt(clamping: signal)) == 0
    }

    /// What an event brought with it: the new thread's number, an exit status.
    public static func eventMessage(_ thread: ThreadID) -> UInt? {
        var message: UInt = 0
        let result = withUnsafeMutablePointer(to: &message) { pointer in
            cglass_ptrace(Request.getEventMessage, thread.rawValue, 0, UInt(bitPattern: pointer))
        }
        return result == 0 ? message : nil
    }

    private static func call(
        _ name: String, _ request: Int32, _ thread: ThreadID, _ data: UInt
    ) throws(SystemError) {
        guard cglass_ptrace(request, thread.rawValue, 0, data) == 0 else {
            throw SystemError.last(name, "thread \(thread)")
        }
    }
}
