import GlassModel

/// What the doctor knows of a process that is to be profiled.
struct TargetFacts: Sendable, Equatable {
    var process: ProcessID
    /// None where there is no such process.
    var status: StatusFields?
    var isKernelThread = false
    var tracerName = ""
    /// Who owns `/proc/<pid>`: root's, where the process is not dumpable, whoever runs it.
    var procOwner: UInt32 = 0
    /// The link `/proc/<pid>/exe`; none where it may not be read.
    var executable: String?
    /// The first bytes of the executable; empty where they may not be read.
    var header: [UInt8] = []
    /// Of the namespaces that concern profiling, those in which the target is and glass is not: `pid`, `mnt`, `user`.
    var foreignNamespaces: [String] = []
    var mayReadMemory = true
    var modules: [ModuleFacts] = []

    /// A mapped file and what is known to name its addresses.
    struct ModuleFacts: Sendable, Equatable {
        enum Names: String, Sendable {
            /// Functions, inlined calls, files and lines.
            case debugInformation
            /// Functions only.
            case symbols
            /// Only the functions that others may call.
            case exports
            case none
        }

        var path: String
        var names: Names
        /// The Debian package that the file came in.
        var package: String?
    }
}
