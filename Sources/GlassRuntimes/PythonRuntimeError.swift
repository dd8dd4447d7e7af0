/// Why the Python of a target cannot be read.
public enum PythonRuntimeError: Error, Hashable, Sendable {
    /// An interpreter is mapped, but nothing tells its version.
    case versionUnknown(path: String)
    /// A version that no table is known for.
    case unsupportedVersion(PythonVersion, path: String)
    /// A build without the global interpreter lock (`3.13t`), whose objects are laid out otherwise.
    case freeThreaded(PythonVersion, path: String)
    /// No interpreter runs yet, or none any more.
    case notRunning(PythonVersion, path: String)
    /// The structures do not stand where this version has them; a patched build, or memory that changed meanwhile.
    case unexpectedLayout(PythonVersion, path: String, PythonCheck)
}

/// A relation that must hold between CPython's structures before anything is believed.
public enum PythonCheck: String, Hashable, Sendable {
    case debugOffsets = "the published debug offsets are out of range"
    case threadList = "an interpreter has no list of threads"
    case interpreterOfThread = "a thread belongs to another interpreter"
    case nativeThread = "a thread's number is none of this process"
}

extension PythonRuntimeError {
    /// Whether it may be found a moment later: the process starts, ends or forks.
    public var mayPass: Bool {
        switch self {
        case .versionUnknown, .unsupportedVersion, .freeThreaded: false
        case .notRunning, .unexpectedLayout: true
        }
    }
}

extension PythonRuntimeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .versionUnknown(let path):
            "\(path) holds a Python interpreter of an unknown version: its own functions are shown instead of Python's"
        case .unsupportedVersion(let version, let path):
            "Python \(version) (\(path)) is not supported: the interpreter's own functions are shown instead of Python's"
        case .freeThreaded(let version, let path):
            "free-threaded Python \(version) (\(path)) is not supported: the interpreter's own functions are shown instead"
        case .notRunning(let version, let path):
            "Python \(version) (\(path)) is starting or ending: it is looked at again"
        case .unexpectedLayout(let version, let path, let check):
            "Python \(version) (\(path)) is not laid out as that version is: \(check.rawValue)"
        }
    }
}
