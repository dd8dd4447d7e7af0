import GlassModel
import Synchronization

/// What the tracer should copy for the runtimes in a process, beside stacks.
struct RuntimePlan: Sendable {
    var swiftTasks: SwiftTaskPlan?
    var go: GoPlan?
}

/// Which processes have which runtimes. The unwinder, who knows what is mapped, publishes; the tracer reads.
final class RuntimePlans: Sendable {
    private let published = Mutex<[ProcessID: RuntimePlan]>([:])
    private let generation = Atomic<Int>(0)

    /// Rises with each change.
    var version: Int { generation.load(ordering: .acquiring) }

    subscript(process: ProcessID) -> RuntimePlan { published.withLock { $0[process] } ?? RuntimePlan() }

    func change(_ process: ProcessID, _ body: (inout RuntimePlan) -> Void) {
        published.withLock { plans in body(&plans[process, default: RuntimePlan()]) }
        generation.wrappingAdd(1, ordering: .releasing)
    }

    func forget(_ process: ProcessID) {
        let known = published.withLock { $0.removeValue(forKey: process) }
        if known != nil { generation.wrappingAdd(1, ordering: .releasing) }
    }
}
