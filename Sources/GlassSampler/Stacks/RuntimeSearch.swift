import GlassModel
import GlassRuntimes
import GlassSymbols
import GlassSystem
import GlassUnwind
import Synchronization

/// Finds runtimes among what processes have mapped: Go's at once, Swift's on a thread for which no sample waits.
final class RuntimeSearch {
    let plans: RuntimePlans
    private let work = BackgroundWork(name: "glass-swift")
    /// What was mapped when a process was last looked at.
    private var seen: [ProcessID: Int] = [:]
    private let known = KnownSwiftRuntimes()

    init(plans: RuntimePlans) { self.plans = plans }

    /// Looks again where the mappings have changed since the last time.
    func look(at space: AddressSpace, _ registry: ModuleRegistry) {
        guard seen[space.process] != space.version else { return }
        seen[space.process] = space.version
        let code = space.map.segments.filter { $0.isExecutable && $0.module != nil }
        let modules = code.compactMap(\.module).filter { $0.image != nil }
        if let image = modules.lazy.compactMap(\.image).first(where: \.isGo) {
            plans.change(space.process) { $0.go = GoPlan(minorVersion: image.goMinorVersion) }
        }
        // A program that has no runtime of its own uses the library's.
        let libraries = modules.filter { $0.path.contains("libswift_Concurrency") }
        let files = (libraries.isEmpty ? modules : libraries).map { ($0, registry.files(of: $0.id)) }
        let (process, ranges) = (space.process, code.map(\.range))
        work.add { [plans, known] in
            if let plan = Self.plan(files, in: process, code: ranges, known) {
                plans.change(process) { $0.swiftTasks = plan }
            }
        }
    }

    func forget(_ process: ProcessID) {
        seen[process] = nil
        plans.forget(process)
    }

    private static func plan(
        _ modules: [(LoadedModule, [String])], in process: ProcessID, code: [Range<VirtualAddress>],
        _ known: KnownSwiftRuntimes
    ) -> SwiftTaskPlan? {
        for (module, files) in modules {
            guard let runtime = known.runtime(in: module.id, files) else { continue }
            func range(_ range: Range<ModuleAddress>) -> Range<VirtualAddress> {
                module.virtualAddress(of: range.lowerBound)..<module.virtualAddress(of: range.upperBound)
            }
            return SwiftTaskPlan(
                jobRunner: range(runtime.jobRunner), switcher: runtime.switcher.map(range),
                layout: layout(runtime, module, RemoteMemory(of: process)), runtime: module.id, code: code)
        }
        return nil
    }

    /// What the runtime tells debuggers of its tasks.
    private static func layout(
        _ runtime: SwiftRuntimeSymbols, _ module: LoadedModule, _ memory: RemoteMemory
    ) -> SwiftTaskLayout? {
        func word(_ variable: ModuleAddress?) -> UInt64? {
            variable.flatMap { memory.bytes(at: module.virtualAddress(of: $0), count: 8) }
                .map { $0.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } }
        }
        guard let metadata = word(runtime.taskMetadata), let size = word(runtime.taskSize) else { return nil }
        return SwiftTaskLayout(metadata: metadata, size: size)
    }
}

/// Where a module has what is wanted of Swift's runtime.
private struct SwiftRuntimeSymbols {
    let jobRunner: Range<ModuleAddress>
    let switcher: Range<ModuleAddress>?
    let taskMetadata: ModuleAddress?
    let taskSize: ModuleAddress?

    /// Nil where the file has no such runtime.
    init?(file: String) {
        guard let symbols = ObjectSymbols(path: file), symbols.addresses(ofSection: "swift5_protocols") != nil,
            let runner = symbols.addresses(ofFunction: "_ZN5swift34runJobInEstablishedExecutorContextEPNS_3JobE")
        else { return nil }
        jobRunner = runner
        switcher = symbols.addresses(ofFunction: "swift_task_switch")
        taskMetadata = symbols.address(ofObject: "_swift_concurrency_debug_asyncTaskMetadata")
        taskSize = symbols.address(ofObject: "_swift_concurrency_debug_asyncTaskSize")
    }
}

/// Which modules have Swift's runtime, each looked at once.
private final class KnownSwiftRuntimes: Sendable {
    private let found = Mutex<[ModuleID: SwiftRuntimeSymbols?]>([:])

    /// In the first file that has it. Each is asked once: a process that becomes another program takes its files with it.
    func runtime(in module: ModuleID, _ files: [String]) -> SwiftRuntimeSymbols? {
        if let known = found.withLock({ $0[module] }) { return known }
        let runtime = files.lazy.compactMap { SwiftRuntimeSymbols(file: $0) }.first
        found.withLock { $0[module] = .some(runtime) }
        return runtime
    }
}
