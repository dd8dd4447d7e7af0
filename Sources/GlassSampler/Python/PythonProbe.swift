import GlassModel
import GlassRuntimes
import GlassSystem
import Synchronization

/// Copies the Python frames of one thread while it is stopped or waits. The tracer captures; the unwinder, which reads
/// what was captured, teaches what to copy at once the next time.
final class PythonProbe: Sendable {
    let subject: PythonSubject
    private let memory: RemoteMemory
    private let plan: Mutex<Plan>
    /// For the states that the thread has in other interpreters.
    private let others: [PythonProbe]

    /// The plan as one reference: it consists of many, and each would have to be retained for every sample.
    private final class Plan: Sendable {
        let content: PythonCopyPlan

        init(_ content: PythonCopyPlan) { self.content = content }
    }

    init(_ subject: PythonSubject) {
        self.subject = subject
        memory = RemoteMemory(of: subject.process)
        plan = Mutex(Plan(PythonCopyPlan(subject.thread, subject.runtime)))
        others = subject.otherStates.map { state in
            var other = subject
            other.thread = state
            other.otherStates = []
            return PythonProbe(other)
        }
    }

    /// The frames in all interpreters that the thread runs in, the first one's first. Its native stack is copied with them.
    func captures(task: UInt64, _ stack: StackCopy, in buffer: PythonCopyBuffer) -> [CapturedPython] {
        let plan = plan.withLock { $0 }
        let capture = subject.runtime.capture(
            subject.thread, following: plan.content, task: VirtualAddress(pointer: task), beside: stack.copied,
            in: buffer, stack)
        let first = CapturedPython(capture: capture, probe: self)
        return others.isEmpty ? [first] : [first] + others.flatMap { $0.captures(task: 0, stack, in: buffer) }
    }

    /// Copies what the next capture will, while the thread still runs.
    func rehearse(_ stack: StackCopy, in buffer: PythonCopyBuffer) {
        subject.runtime.rehearse(following: plan.withLock { $0 }.content, in: buffer, stack)
    }

    /// The local variables of what was captured, while the thread still stands where it did.
    func locals(of capture: PythonCapture) -> [PythonLocals] { subject.runtime.locals(capture, memory) }

    /// - Returns: Whether this finds more than the plan before did: where the thread waits, another look is worth it.
    func follow(_ new: PythonCopyPlan) -> Bool {
        plan.withLock { plan in
            defer { plan = Plan(new) }
            return new.followsExecutors && !plan.content.followsExecutors
        }
    }
}

/// What was captured of a thread in one interpreter, and by what.
struct CapturedPython {
    let capture: PythonCapture
    let probe: PythonProbe
}
