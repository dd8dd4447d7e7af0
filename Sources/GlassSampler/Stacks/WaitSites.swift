import GlassModel
import GlassUnwind

/// Registers of waiting threads, remembered from one stop for as long as the recording lasts.
///
/// A thread that waits is read without a stop, which gives its instruction and stack pointers only. Where a frame
/// further out finds its own frame by another register, the thread is stopped once, at a call that can be started
/// again unnoticed. From then on the registers are known whenever it stands at the same site: the same frames up to
/// the one that needs them, at the same stack pointer, whose frames therefore lie where they lay.
struct WaitSites {
    private struct Site: Hashable {
        let thread: ThreadKey
        let stackPointer: VirtualAddress
        let frames: [CodeAddress]
    }

    private var known: [Site: RegisterSet] = [:]
    private var order: [Site] = []
    private static let limit = 4096

    func registers(
        of thread: ThreadKey, at stackPointer: VirtualAddress, behind frames: ArraySlice<CodeAddress>
    ) -> RegisterSet? {
        known[Site(thread: thread, stackPointer: stackPointer, frames: Array(frames))]
    }

    mutating func remember(
        _ registers: RegisterSet, of thread: ThreadKey, behind frames: ArraySlice<CodeAddress>
    ) {
        let site = Site(thread: thread, stackPointer: registers.stackPointer, frames: Array(frames))
        if known.updateValue(registers, forKey: site) == nil { order.append(site) }
        if order.count > Self.limit { known[order.removeFirst()] = nil }
    }

    mutating func forget(_ thread: ThreadKey) {
        guard order.contains(where: { $0.thread == thread }) else { return }
        order.removeAll { $0.thread == thread }
        known = known.filter { $0.key.thread != thread }
    }
}
