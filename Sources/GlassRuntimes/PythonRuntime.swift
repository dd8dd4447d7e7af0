import GlassModel

/// The CPython of a target: where its state stands and how it is laid out, checked before use.
public struct PythonRuntime: Sendable {
    public let version: PythonVersion
    /// The file that holds the interpreter: the program itself, or `libpython3.11.so.1.0`.
    public let path: String
    /// Where `_PyRuntime` stands.
    public let address: VirtualAddress
    /// It follows from the others.
    let layout: PythonLayout

    /// The interpreter among the files that are mapped into a target, or nil where there is none.
    ///
    /// `threads` are those of the target as its own PID namespace numbers them; without them, thread numbers are not checked.
    /// `notRunning` and `unexpectedLayout` may pass: a process that starts, ends or forks meanwhile.
    public static func find(
        in images: some Sequence<some PythonImage>, memory: some MemoryReader, threads: Set<ThreadID>? = nil
    ) throws(PythonRuntimeError) -> PythonRuntime? {
        for image in images {
            guard let address = image.runtimeAddress else { continue }
            guard let version = image.version(memory) else { throw .versionUnknown(path: image.path) }
            let layout = try PythonLayout.of(version, at: address, path: image.path, memory: memory)
            let runtime = PythonRuntime(version: version, path: image.path, address: address, layout: layout)
            try runtime.check(memory, threads: threads)
            return runtime
        }
        return nil
    }

    private func check(_ memory: some MemoryReader, threads: Set<ThreadID>?) throws(PythonRuntimeError) {
        guard let interpreter = memory.pointer(at: address + layout.runtime.interpretersHead) else {
            throw .notRunning(version, path: path)
        }
        guard let thread = memory.pointer(at: interpreter + layout.interpreter.threadsHead) else {
            throw .unexpectedLayout(version, path: path, .threadList)
        }
        guard let state = memory.block(at: thread, count: layout.thread.size),
            state.pointer(layout.thread.interpreter) == interpreter
        else { throw .unexpectedLayout(version, path: path, .interpreterOfThread) }
        guard let threads, let offset = layout.thread.nativeID else { return }
        guard let native = state.integer(offset, as: UInt64.self).flatMap(Int32.init(exactly:)),
            threads.contains(ThreadID(native))
        else { throw .unexpectedLayout(version, path: path, .nativeThread) }
    }
}

extension PythonRuntime: Hashable {
    public static func == (one: Self, other: Self) -> Bool {
        one.address == other.address && one.version == other.version && one.path == other.path
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(address) }
}

extension PythonLayout {
    static func of(
        _ version: PythonVersion, at runtime: VirtualAddress, path: String, memory: some MemoryReader
    ) throws(PythonRuntimeError) -> PythonLayout {
        if let layout = table(of: version) { return layout }
        guard (13...14).contains(version.minor) else { throw .unsupportedVersion(version, path: path) }
        guard let published = PythonDebugOffsets(at: runtime, memory), published.version.series == version.series else {
            throw .unexpectedLayout(version, path: path, .debugOffsets)
        }
        if published.isFreeThreaded { throw .freeThreaded(version, path: path) }
        return PythonLayout(published)
    }
}
