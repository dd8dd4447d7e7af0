import GlassModel

/// The frame in which a thread of an executor runs what it was given, and where it holds the way back to whom that is for.
struct ExecutorFrame: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// `_WorkItem.run` of `concurrent.futures`: of its work item, which holds the executor's future.
        case workItem
        /// `WorkerThread.run` of AnyIO, which runs the synchronous routes of Starlette and FastAPI: of asyncio's future.
        case future
    }

    let kind: Kind
    /// Of the frame's variables.
    let slot: Int

    private static let workItem = (file: "/concurrent/futures/thread.py", function: "_WorkItem.run", variable: "self")
    private static let worker = (file: "/anyio/_backends/_asyncio.py", function: "WorkerThread.run", variable: "future")

    /// Nothing where the code is of another function, or is no longer there.
    init?(
        _ function: PythonFunction, at code: VirtualAddress, _ identity: PythonCode.Identity,
        _ objects: PythonObjects<some MemoryReader>
    ) {
        let places: [(Kind, (file: String, function: String, variable: String))] = [
            (.workItem, Self.workItem), (.future, Self.worker),
        ]
        let found = places.first { $1.function == function.qualifiedName && function.file.hasSuffix($1.file) }
        guard let (kind, place) = found, let slot = objects.slot(of: place.variable, inCode: code),
            PythonCode.Identity(at: code, objects) == identity
        else { return nil }
        self.kind = kind
        self.slot = slot
    }
}

extension PythonObjects {
    /// The place of a variable among those of a function's frames, since 3.11.
    fileprivate func slot(of variable: String, inCode code: VirtualAddress) -> Int? {
        guard case .joined(let names, _) = layout.code.variables?.names, let tuple = memory.pointer(at: code + names)
        else { return nil }
        return elements(ofTuple: tuple, upTo: 256)?.firstIndex { text(at: $0) == variable }
    }
}
