import GlassModel
import GlassSystem

extension Tracer {
    /// Copies what the tick's last stop will copy, while the word to stop is on its way to another CPU and the thread runs on.
    /// What is read says nothing and is overwritten; but what the kernel does once in ten milliseconds has left the processor's
    /// caches by then, and takes five times as long as the second time. The tracer would only sleep meanwhile.
    ///
    /// A thread whose CPU the tracer takes can stop no sooner than it is through.
    func rehearse() {
        guard let thread = lastAsked else { return }
        lastAsked = nil
        guard !thread.isBesideTracer, let stackPointer = thread.stackPointer, rehearsed == nil, let stack = pool.take()
        else { return }
        stack.prepare(for: thread.advice)
        if let probe = thread.pythonProbe {
            probe.rehearse(StackCopy(of: stack, at: stackPointer, from: thread.process.memory), in: pythonBuffer)
        } else {
            _ = stack.copyStack(at: stackPointer, from: thread.process.memory)
        }
        rehearsed = stack
    }
}
