import GlassModel
import GlassRuntimes
import GlassSystem
import Synchronization

/// Copies the Python frames of one thread while it is stopped or waits. The tracer captures; the unwinder, which reads
/// what was captured, teaches what to copy at once the next time.
final class PythonProbe: Sendable {
    let subject: PythonSubject
    private let memory: RemoteMemory
    private let plan: Mutex<PythonCopyPlan>

    init(_ subject: PythonSubject) {
        self.subject = subject
        memory = RemoteMemory(of: subject.process)
        plan = Mutex(PythonCopyPlan(subject.thread, subject.runtime))
    }

    /// `native` is the thread's native stack as it was copied in the same stop.
    func capture(task: UInt64, beside native: NativeStack, in buffer: PythonCopyBuffer) -> PythonCapture {
        let plan = plan.withLock { $0 }
        return subject.runtime.capture(
            subject.thread, following: plan, task: VirtualAddress(pointer: task), beside: native, in: buffer, memory)
    }

    /// The local variables of what was captured, while the thread still stands where it did.
    func locals(of capture: PythonCapture) -> [PythonLocals] { subject.runtime.locals(capture, memory) }

    func follow(_ new: PythonCopyPlan) { plan.withLock { $0 = new } }
}
