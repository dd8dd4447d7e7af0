import GlassModel
import GlassRuntimes
import Synchronization

/// A thread that CPython knows of, and the interpreter that it belongs to.
struct PythonSubject: Hashable, Sendable {
    let process: ProcessID
    let runtime: PythonRuntime
    var thread: PythonThread
    /// The states that the same thread has in other interpreters of its process.
    var otherStates: [PythonThread] = []
    /// Where the code of the evaluation loop stands, in one or two pieces; only needed before 3.11.
    let evaluationLoop: [Range<VirtualAddress>]
}

/// Which threads run Python, and which of them an event loop of asyncio, by their numbers in glass's own PID namespace.
/// ``PythonWatch`` looks and publishes; the tracer and the watcher of sockets read.
final class PythonFindings: Sendable {
    struct Content: Equatable, Sendable {
        var threads: [ThreadID: PythonSubject] = [:]
        var loops: [ThreadID: RunningLoop] = [:]
    }

    private let published = Mutex(Content())
    private let generation = Atomic<Int>(0)

    /// Rises with each change.
    var version: Int { generation.load(ordering: .acquiring) }

    var content: Content { published.withLock { $0 } }

    func publish(_ new: Content) {
        let isChanged = published.withLock { old in
            defer { old = new }
            return old != new
        }
        if isChanged { generation.wrappingAdd(1, ordering: .releasing) }
    }
}
