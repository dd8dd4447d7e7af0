import GlassModel
import GlassRuntimes
import Synchronization

/// The local variables of each thread's last stack, for whoever asked for them.
public final class LocalsLog: Sendable {
    private let text: LocalsText
    private let last = Mutex<[ThreadKey: [PythonLocals]]>([:])

    public init(rules: LocalsRules) { text = LocalsText(rules: rules) }

    func note(_ frames: [PythonLocals], of thread: ThreadKey) { last.withLock { $0[thread] = frames } }

    /// By thread; redacted.
    public var content: [ThreadLocals] {
        last.withLock { $0 }.sorted { $0.key < $1.key }.map { thread, frames in
            ThreadLocals(thread: thread, frames: text.frames(frames))
        }
    }
}
