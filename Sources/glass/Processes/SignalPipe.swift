import Glibc
import SystemPackage

/// Where the handler of ``SignalPipe`` writes to: a handler can reach nothing but a global.
nonisolated(unsafe) private var signalPipeWriteEnd: Int32 = -1

/// Signals as bytes in a pipe, so that a loop waits for them and for other descriptors in one `poll`.
///
/// There is one at a time in a process, for as long as a command runs.
final class SignalPipe {
    let readEnd: FileDescriptor
    private let writeEnd: FileDescriptor
    private var previous: [(signal: Int32, action: sigaction)] = []

    init(_ signals: [Int32]) throws(Errno) {
        (readEnd, writeEnd) = try Pipe.open(nonBlocking: true)
        signalPipeWriteEnd = writeEnd.rawValue
        for signal in signals { install(signal) }
        unblock(signals)
    }

    deinit {
        for (signal, action) in previous {
            var action = action
            sigaction(signal, &action, nil)
        }
        signalPipeWriteEnd = -1
        try? readEnd.close()
        try? writeEnd.close()
    }

    /// The signals that came since the last look.
    func take() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = (try? bytes.withUnsafeMutableBytes { try readEnd.read(into: $0) }) ?? 0
        return bytes.prefix(count).map(Int32.init)
    }

    /// Whoever started glass may have left them blocked.
    private func unblock(_ signals: [Int32]) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private func install(_ signal: Int32) {
        var action = sigaction()
        var old = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            // A full pipe already holds what wakes the loop.
            _ = write(signalPipeWriteEnd, &byte, 1)
            errno = saved
        }
        action.sa_flags = SA_RESTART
        sigaction(signal, &action, &old)
        previous.append((signal, old))
    }
}
