import SystemPackage

/// Why a full-screen program cannot have the terminal, or has lost it.
public enum TerminalError: Error, Hashable, CustomStringConvertible {
    case notATerminal(stream: String)
    /// `TERM` is unset or empty.
    case typeUnknown
    /// `TERM` names a terminal that cannot place text.
    case incapable(type: String)
    case failed(operation: String, Errno)
    /// A program that was to have the terminal for a while.
    case cannotStart(program: String, Errno)
    /// The terminal went away.
    case closed

    public var description: String {
        switch self {
        case .notATerminal(let stream):
            "standard \(stream) is no terminal, and the screen needs one; use 'glass report' or 'glass record' in a pipe"
        case .typeUnknown:
            "TERM is not set, so the screen cannot be drawn; set it (TERM=xterm-256color) or use 'glass report'"
        case .incapable(let type):
            "a terminal of type '\(type)' cannot show the screen; set TERM=xterm-256color or use 'glass report'"
        case .failed(let operation, let error):
            "could not \(operation) the terminal: \(error)"
        case .cannotStart(let program, let error):
            "could not start '\(program)': \(error)"
        case .closed:
            "the terminal was closed"
        }
    }
}
