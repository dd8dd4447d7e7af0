/// Where the tracer runs: on the CPU of a thread that it samples, of several that run in turn.
///
/// There it stops a thread without a word to another CPU, which takes longer than all the rest; and it stops it where it
/// was when the tick came. A thread on another CPU runs on until the word arrives, and then mostly stands at the end of
/// its next system call, where the kernel looks for such news first: its own code would seem to take less time than it does.
extension Tracer {
    func comeNearer() {
        defer { caughtRunning.removeAll(keepingCapacity: true) }
        guard !caughtRunning.isEmpty else { return }
        let thread = caughtRunning[Int(tick % UInt64(caughtRunning.count))]
        guard !thread.isBesideTracer, let cpu = thread.readCPU(buffer) else { return }
        placement.move(to: cpu)
    }
}
