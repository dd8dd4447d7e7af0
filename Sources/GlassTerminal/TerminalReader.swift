import Glibc
import SystemPackage

/// What happens to a terminal.
public enum TerminalEvent: Hashable, Sendable {
    case input(InputEvent)
    case resized(Size)
    /// Somebody asks to stop for a while (SIGTSTP).
    case suspendRequested
    /// Running again after a stop.
    case continued
    /// A signal asks to end: SIGTERM, SIGHUP, SIGINT or SIGQUIT.
    case signal(Int32)
    /// The terminal is gone.
    case closed
}

/// The thread that waits for keys and signals. A thread and not a task, because it blocks.
final class TerminalReader: Sendable {
    /// What stands among the numbers of signals to leave the keys alone, and to take them again.
    static let (pause, resume): (UInt8, UInt8) = (254, 253)

    /// How long an Escape may be the start of a sequence, in milliseconds.
    static let escapeTimeout: Int32 = 40

    private let input: FileDescriptor
    private let signals: FileDescriptor
    private let terminal: Terminal
    private let continuation: AsyncStream<TerminalEvent>.Continuation

    init(
        input: FileDescriptor, signals: FileDescriptor, terminal: Terminal,
        continuation: AsyncStream<TerminalEvent>.Continuation
    ) {
        self.input = input
        self.signals = signals
        self.terminal = terminal
        self.continuation = continuation
    }

    func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<TerminalReader>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        if status == 0 {
            pthread_detach(thread)
        } else {
            context.release()
            continuation.yield(.closed)
            continuation.finish()
        }
    }

    private func run() {
        defer {
            continuation.finish()
            tellPause()
        }
        var decoder = InputDecoder()
        var isPaused = false
        while true {
            var ready = [
                // A negative one is passed over.
                pollfd(fd: isPaused ? -1 : input.rawValue, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.rawValue, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&ready, 2, decoder.isPending ? Self.escapeTimeout : -1)
            if count < 0 && errno != EINTR { return }
            if count == 0 { decoder.flush().forEach { continuation.yield(.input($0)) } }
            guard count > 0 else { continue }
            if ready[1].revents != 0, !passSignals(&isPaused) { return }
            if isPaused { continue }
            if ready[0].revents != 0, !passInput(&decoder) {
                continuation.yield(.closed)
                return
            }
        }
    }

    /// False where the terminal is gone.
    private func passInput(_ decoder: inout InputDecoder) -> Bool {
        guard let bytes = read(from: input) else { return false }
        decoder.feed(bytes).forEach { continuation.yield(.input($0)) }
        return true
    }

    /// False where the terminal has been given back.
    private func passSignals(_ isPaused: inout Bool) -> Bool {
        for number in read(from: signals) ?? [] {
            switch Int32(number) {
            case 0: return false
            case Int32(Self.pause):
                isPaused = true
                tellPause()
            case Int32(Self.resume): isPaused = false
            case SIGWINCH: continuation.yield(.resized(terminal.size))
            case SIGCONT: continuation.yield(.continued)
            case SIGTSTP: continuation.yield(.suspendRequested)
            default: continuation.yield(.signal(Int32(number)))
            }
        }
        return true
    }

    private func tellPause() { _ = try? terminal.pauses.writeEnd.writeAll([0]) }

    /// What there is to read; nil at the end.
    private func read(from descriptor: FileDescriptor) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        do {
            let count = try bytes.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            return count == 0 ? nil : Array(bytes[..<count])
        } catch Errno.resourceTemporarilyUnavailable, Errno.interrupted {
            return []
        } catch {
            return nil
        }
    }
}
