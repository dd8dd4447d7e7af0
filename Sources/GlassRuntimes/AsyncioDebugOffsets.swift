import GlassModel

/// What `_asyncio` publishes of itself since 3.14, in a section of its own: 64-bit numbers, group by group, each group led by the
/// size of its structure.
struct AsyncioDebugOffsets {
    let thread: (loop: Int, task: Int)
    let task: PythonLayout.Task

    private static let count = 13
    private static let maximumOffset: UInt64 = 1 << 20

    /// Nothing where an offset is absurd.
    init?(at address: VirtualAddress, _ memory: some MemoryReader) {
        guard let block = memory.block(at: address, count: 8 * Self.count) else { return nil }
        let numbers = (0..<Self.count).compactMap { block.integer(8 * $0, as: UInt64.self) }
        guard numbers.count == Self.count, numbers.allSatisfy({ $0 < Self.maximumOffset }) else { return nil }
        let fields = numbers.map(Int.init)
        guard fields[1...6].allSatisfy({ $0 < fields[0] }), fields[10] < fields[9], fields[11] < fields[9] else {
            return nil
        }
        thread = (loop: fields[10], task: fields[11])
        task = PythonLayout.Task(
            size: fields[0], callback: 24, coroutine: fields[5], name: fields[1],
            awaiters: PythonLayout.Awaiters(pointer: fields[2], isSet: fields[4]))
    }
}

extension PythonRuntime {
    /// From here on asyncio says where it keeps its tasks.
    static let publishedTasks = PythonVersion(3, 14)

    /// Whether the target has loaded asyncio, and it has not been asked yet where it keeps its tasks.
    public func lacksTasks(_ memory: some MemoryReader) -> Bool {
        guard version.series >= Self.publishedTasks, layout.task == nil else { return false }
        let objects = PythonObjects(layout: layout, memory: memory)
        return interpreters(memory).contains { asyncioModule(of: $0, objects) != nil }
    }

    /// The same with what asyncio says, which is one of these files; nil where none is.
    public func withTasks(
        saidBy images: some Sequence<some PythonImage>, _ memory: some MemoryReader
    ) -> PythonRuntime? {
        for image in images {
            guard let section = image.range(ofSection: ".AsyncioDebug"),
                let offsets = AsyncioDebugOffsets(at: section.lowerBound, memory)
            else { continue }
            var layout = layout
            layout.thread.runningLoop = .afterThread(offsets.thread.loop)
            layout.thread.runningTask = offsets.thread.task
            layout.task = offsets.task
            return PythonRuntime(version: version, path: path, address: address, layout: layout)
        }
        return nil
    }
}
