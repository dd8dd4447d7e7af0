import GlassModel
import GlassSymbols
import GlassUnwind
import Synchronization

/// Finds runtimes among what processes have mapped: Go's at once, Swift's on a thread for which no sample waits.
final class RuntimeSearch {
    let plans: RuntimePlans
    private let work = BackgroundWork(name: "glass-swift")
    /// What was mapped when a process was last looked at.
    private var seen: [ProcessID: Int] = [:]
    private let known = KnownRunners()

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
            if let plan = Self.plan(files, code: ranges, known) { plans.change(process) { $0.swiftTasks = plan } }
        }
    }

    func forget(_ process: ProcessID) {
        seen[process] = nil
        plans.forget(process)
    }

    private static func plan(
        _ modules: [(LoadedModule, [String])], code: [Range<VirtualAddress>], _ known: KnownRunners
    ) -> SwiftTaskPlan? {
        for (module, files) in modules {
            guard let runner = known.runner(of: module.id, in: files) else { continue }
            return SwiftTaskPlan(
                jobRunner: module.virtualAddress(of: runner.lowerBound)..<module.virtualAddress(of: runner.upperBound),
                runtime: module.id, code: code)
        }
        return nil
    }
}

/// Where modules have the function of Swift's runtime that runs jobs, each looked up once.
private final class KnownRunners: Sendable {
    private static let name = "_ZN5swift34runJobInEstablishedExecutorContextEPNS_3JobE"
    private let found = Mutex<[ModuleID: Range<ModuleAddress>?]>([:])

    func runner(of module: ModuleID, in files: [String]) -> Range<ModuleAddress>? {
        if let known = found.withLock({ $0[module] }) { return known }
        let range = Self.search(files)
        found.withLock { $0[module] = .some(range) }
        return range
    }

    /// In the first that has it. Each is asked once: a process that becomes another program takes its files with it.
    private static func search(_ files: [String]) -> Range<ModuleAddress>? {
        for file in files {
            if let range = search(file) { return range }
        }
        return nil
    }

    private static func search(_ file: String) -> Range<ModuleAddress>? {
        guard let symbols = ObjectSymbols(path: file), symbols.addresses(ofSection: "swift5_protocols") != nil else {
            return nil
        }
        return symbols.addresses(ofFunction: name)
    }
}
