import GlassCache
import GlassModel
import GlassSymbols

/// Turns places into named frames and numbered stacks into the recording's own, each once.
struct FrameNamer {
    private struct FrameKey: Hashable {
        let function: FunctionKey
        let file: String?
        let line: Int32?
        let role: FunctionRole
    }

    private let symbolizer: Symbolizer
    private let wholeNames: Bool

    /// - Parameters:
    ///   - wholeNames: All that the linker's names tell, and nothing folded.
    ///   - cache: Where what was read of debug information is kept for the next run.
    init(wholeNames: Bool = false, cache: BuildCache? = nil) {
        self.wholeNames = wholeNames
        var options = SymbolizerOptions()
        options.cache = cache
        symbolizer = Symbolizer(options: options)
    }

    var statistics: SymbolizerStatistics { symbolizer.statistics }
    private var sources: [ModuleID: SymbolSource] = [:]
    /// The last that the recording has heard of; they are numbered one after another.
    private var lastModule = ModuleID(0)
    private var frameIDs: [FrameKey: FrameID] = [:]
    private var stacks = NamedStacks()
    /// The frames of each place, outermost first: a function, then what was inlined into it.
    private var framesOfPlace: [[FrameID]] = []
    /// By the node's number; 0 for the stack of nothing but the interpreter's glue.
    private var stackOfNode: [Int32] = []
    private var pythonFunctions: [PythonFunctionTable.Entry] = []
    private var generatedFunctions: [GeneratedFunction] = []
    private var kernelFunctions: [String] = []
    private var kernelModule: ModuleID?

    /// Adds what is new in `unwound` to `batch`, named; whatever the samples refer to is known afterwards.
    mutating func name(_ unwound: UnwoundBatch, into batch: inout RecordingBatch) {
        for (module, source) in unwound.modules {
            sources[module.id] = source
            guard module.id > lastModule else { continue }
            lastModule = module.id
            batch.modules.append(module)
        }
        defer { for module in unwound.forgottenModules { sources[module] = nil } }
        pythonFunctions += unwound.pythonFunctions
        generatedFunctions += unwound.generatedFunctions
        kernelFunctions += unwound.kernelFunctions
        kernelModule = unwound.kernelModule ?? kernelModule
        // All at once: the symbolizer sorts them, so that it opens each part of a large file only once.
        var names = locations(of: unwound.places).makeIterator()
        for place in unwound.places { framesOfPlace.append(frames(of: place, &names, &batch)) }
        for node in unwound.nodes {
            var parent = stack(ofNode: node.parent)
            for frame in framesOfPlace[Int(node.place)] {
                parent = stacks.stack(parent, frame, into: &batch.stacks)
            }
            stackOfNode.append(parent?.rawValue ?? 0)
        }
    }

    /// Closes what has not been needed for names for a while.
    /// - Returns: Whether there was something to close.
    func closeUnused() -> Bool { symbolizer.closeUnused(for: .seconds(2)) }

    /// Keeps names for later runs.
    func keepNames() { symbolizer.keepNames() }

    /// The recording's number of a stack; nil for none.
    func stack(ofNode node: Int32) -> StackID? {
        guard stackOfNode.indices.contains(Int(node)), stackOfNode[Int(node)] > 0 else { return nil }
        return StackID(stackOfNode[Int(node)])
    }

    /// Where the code places among `places` stand in the source, in their order.
    private func locations(of places: [Place]) -> [[SourceLocation]] {
        let addresses = places.compactMap { place -> (address: ModuleAddress, source: SymbolSource)? in
            switch place {
            case .code(let module, let address), .interpreter(let module, let address):
                return sources[module].map { (address, $0) }
            default: return nil
            }
        }
        return symbolizer.locations(of: addresses)
    }

    private mutating func frames(
        of place: Place, _ names: inout IndexingIterator<[[SourceLocation]]>, _ batch: inout RecordingBatch
    ) -> [FrameID] {
        switch place {
        case .code(let module, let address):
            guard sources[module] != nil, let locations = names.next() else {
                return [label("[unknown]", .native, &batch)]
            }
            return locations.reversed().map { location in
                frame(location.isInlined ? .inlined : .native, location, module, address, &batch)
            }
        case .interpreter(let module, let address):
            guard sources[module] != nil, let locations = names.next(), let function = locations.last,
                !InterpreterGlue.contains(function.function)
            else { return [] }
            return locations.reversed().filter { !InterpreterGlue.contains($0.function) }.map { location in
                frame(location.isInlined ? .inlined : .native, location, module, address, &batch)
            }
        case .python(let function, let line):
            guard pythonFunctions.indices.contains(Int(function)) else { return [] }
            let entry = pythonFunctions[Int(function)]
            let key = FunctionKey(function: entry.qualifiedName, module: entry.module, kind: .python)
            return [frame(key, file: entry.file.isEmpty ? nil : entry.file, line: line, &batch)]
        case .goroutine(let number): return [label("[goroutine \(number)]", .synthetic, &batch)]
        case .childTask(let parentRuns):
            return [label(parentRuns ? "[child of a running task]" : "[child task]", .synthetic, &batch)]
        case .signalReturn: return [label("[signal]", .synthetic, &batch)]
        case .systemCall(let number): return [label(SystemCalls.frameName(number), .systemCall, &batch)]
        case .generated(let function):
            guard generatedFunctions.indices.contains(Int(function)) else { return [] }
            let entry = generatedFunctions[Int(function)]
            let key = FunctionKey(function: entry.name, module: nil, kind: .native)
            return [frame(key, file: entry.file, line: entry.line, &batch)]
        case .kernel(let function):
            guard kernelFunctions.indices.contains(Int(function)) else { return [] }
            let name = kernelFunctions[Int(function)]
            return [frame(FunctionKey(function: name, module: kernelModule, kind: .native), &batch)]
        case .unnamedGenerated: return [label("[jit]", .native, &batch)]
        case .interpreterLock: return [label("[waiting for the GIL]", .systemCall, &batch)]
        case .anonymousCode: return [label("[anon]", .native, &batch)]
        case .blocked: return [label("[blocked]", .systemCall, &batch)]
        case .broken(let end): return [label("[broken stack: \(end.rawValue)]", .synthetic, &batch)]
        case .betweenSamples: return [label("[ran between samples]", .synthetic, &batch)]
        case .other: return [label("[other]", .synthetic, &batch)]
        }
    }

    private mutating func frame(
        _ kind: FrameKind, _ location: SourceLocation, _ module: ModuleID, _ address: ModuleAddress,
        _ batch: inout RecordingBatch
    ) -> FrameID {
        let name = wholeNames ? location.wholeName ?? location.function : location.function
        let function = FunctionKey(function: name, module: module, kind: kind)
        let role = wholeNames ? .written : location.role
        return frame(function, role: role, at: address, file: location.file, line: location.line, &batch)
    }

    private mutating func label(_ text: String, _ kind: FrameKind, _ batch: inout RecordingBatch) -> FrameID {
        frame(FunctionKey(function: text, module: nil, kind: kind), &batch)
    }

    private mutating func frame(
        _ function: FunctionKey, role: FunctionRole = .written, at address: ModuleAddress? = nil,
        file: String? = nil, line: Int32? = nil, _ batch: inout RecordingBatch
    ) -> FrameID {
        let key = FrameKey(function: function, file: file, line: line, role: role)
        if let known = frameIDs[key] { return known }
        let id = stacks.addFrame(function, role)
        frameIDs[key] = id
        batch.frames.append(
            Frame(
                id: id, kind: function.kind, function: function.function, module: function.module, address: address,
                file: file, line: line))
        return id
    }
}
