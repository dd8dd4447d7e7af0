import GlassModel
import GlassRuntimes

/// What has to be known of a process to copy the contexts of its Swift tasks.
struct SwiftTaskPlan: Sendable {
    /// The function of Swift's runtime that runs a job, and so calls the asynchronous function of a task.
    let jobRunner: Range<VirtualAddress>
    /// The one that moves a task to another executor, where it is known.
    let switcher: Range<VirtualAddress>?
    /// How tasks are laid out; nil where the runtime does not say so.
    let layout: SwiftTaskLayout?
    /// The module that it is in.
    let runtime: ModuleID
    /// Where code stands, in order.
    let code: [Range<VirtualAddress>]

    func isCode(_ address: VirtualAddress) -> Bool {
        let above = code.partitioningIndex { $0.lowerBound > address }
        return above > 0 && code[above - 1].contains(address)
    }
}
