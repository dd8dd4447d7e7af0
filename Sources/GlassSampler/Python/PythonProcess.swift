import GlassModel
import GlassProc
import GlassRuntimes
import GlassSymbols
import GlassSystem
import GlassUnwind

/// One process of the target that runs CPython, and where its threads and event loops are.
struct PythonProcess {
    let process: ProcessID
    private(set) var runtime: PythonRuntime
    /// How often the files that may say where tasks stand were opened in vain.
    private var looksForTasks = 0
    private let evaluationLoop: [Range<VirtualAddress>]
    /// From the thread numbers of the process's own PID namespace to those of glass's.
    private var numbers = ThreadNumbers()

    /// Nil where the process runs no CPython; files that hold none are not opened again. Throws where it runs one that
    /// cannot be read.
    init?(_ process: ProcessID, passingOver others: inout Set<FileIdentity>) throws(PythonRuntimeError) {
        let images = MappedImage.all(of: process, passingOver: others) { Self.mayHoldPython($0, of: process) }
        guard let runtime = try PythonRuntime.find(in: images, memory: RemoteMemory(of: process)) else {
            others.formUnion(images.map(\.file))
            return nil
        }
        self.process = process
        self.runtime = runtime
        evaluationLoop =
            runtime.version < PythonVersion(3, 11)
            ? images.first { $0.path == runtime.path }.map(\.evaluationLoop) ?? [] : []
    }

    /// The threads that it knows of, by their numbers in glass's own PID namespace.
    mutating func threads() -> [ThreadID: PythonSubject] {
        var threads: [ThreadID: PythonSubject] = [:]
        let memory = RemoteMemory(of: process)
        for thread in runtime.threads(memory) {
            let own =
                thread.native.flatMap { numbers.own(of: $0, in: process) }
                ?? runtime.numberInCLibrary(of: thread, memory).flatMap { numbers.own(of: $0, in: process) }
            guard let own else { continue }
            if threads[own] != nil {
                threads[own]?.otherStates.append(thread)
            } else {
                threads[own] = PythonSubject(
                    process: process, runtime: runtime, thread: thread, evaluationLoop: evaluationLoop)
            }
        }
        return threads
    }

    /// `python3.11`, `libpython3.11.so.1.0`, or the program itself, whatever it is called: uwsgi may hold CPython too.
    private static func mayHoldPython(_ path: String, of process: ProcessID) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        if name.hasPrefix("python") || name.hasPrefix("libpython") { return true }
        return (try? ProcFiles.link("/proc/\(process)/exe")) == path
    }

    /// Since 3.14 asyncio, which a program loads when it wants to, says itself where it keeps its tasks.
    private mutating func findTasks() {
        let memory = RemoteMemory(of: process)
        guard looksForTasks < 8, runtime.lacksTasks(memory) else { return }
        looksForTasks += 1
        let images = MappedImage.all(of: process, passingOver: []) { [runtime] path in
            path == runtime.path || path.split(separator: "/").last?.hasPrefix("_asyncio.") == true
        }
        runtime = runtime.withTasks(saidBy: images, memory) ?? runtime
    }

    /// The threads that run an event loop now, by their numbers in glass's own PID namespace.
    mutating func runningLoops() -> [ThreadID: RunningLoop] {
        findTasks()
        var loops: [ThreadID: RunningLoop] = [:]
        for loop in runtime.runningLoops(RemoteMemory(of: process)) {
            if let thread = numbers.own(of: loop.thread, in: process) { loops[thread] = loop }
        }
        return loops
    }
}

/// Translates the numbers that a process's own PID namespace gives to its threads.
private struct ThreadNumbers {
    private var known: [ThreadID: ThreadID] = [:]

    mutating func own(of inner: ThreadID, in process: ProcessID) -> ThreadID? {
        if let thread = known[inner], Self.inner(of: thread, in: process) == inner { return thread }
        known.removeAll(keepingCapacity: true)
        for thread in (try? ProcFiles.threads(of: process)) ?? [] {
            if let number = Self.inner(of: thread, in: process) { known[number] = thread }
        }
        return known[inner]
    }

    private static func inner(of thread: ThreadID, in process: ProcessID) -> ThreadID? {
        let text = try? ProcFiles.content(of: "/proc/\(process)/task/\(thread)/status")
        return text.flatMap { InnerNumber.read($0.span) }.map { ThreadID($0) }
    }
}

/// A file that a process has mapped, as the reader of CPython wants to see it.
private struct MappedImage: PythonImage {
    let path: String
    let file: FileIdentity
    private let symbols: ObjectSymbols
    private let bias: Int64

    /// Those files whose paths may be of interest.
    static func all(
        of process: ProcessID, passingOver others: Set<FileIdentity>, where mayHold: (String) -> Bool
    ) -> [MappedImage] {
        guard let text = try? ProcFiles.content(of: "/proc/\(process)/maps") else { return [] }
        var seen: Set<String> = []
        return MemoryMap(text.span).mappings.compactMap { mapping in
            guard mapping.inode != 0, mapping.isExecutable, !others.contains(FileIdentity(mapping)),
                mayHold(mapping.path), seen.insert(mapping.path).inserted
            else { return nil }
            return MappedImage(mapping, of: process)
        }
    }

    private init?(_ mapping: MemoryMapping, of process: ProcessID) {
        for candidate in MappedFile.candidates(for: mapping, in: process) {
            guard let symbols = ObjectSymbols(path: candidate), let opened = try? ReadableFile(candidate),
                let image = try? ELFImage(reader: { offset, count in opened.bytes(at: offset, count: count) }),
                let bias = image.bias(
                    forMappingAt: mapping.start, fileOffset: mapping.fileOffset, isExecutable: mapping.isExecutable)
            else { continue }
            path = mapping.path
            file = FileIdentity(mapping)
            self.symbols = symbols
            self.bias = bias
            return
        }
        return nil
    }

    func address(ofSymbol name: String) -> VirtualAddress? { symbols.address(ofObject: name).map(loaded) }

    func range(ofSection name: String) -> Range<VirtualAddress>? {
        symbols.addresses(ofSection: name).map { loaded($0.lowerBound)..<loaded($0.upperBound) }
    }

    /// The loop, and what the compiler put apart of it because it seldom runs.
    var evaluationLoop: [Range<VirtualAddress>] {
        ["_PyEval_EvalFrameDefault", "_PyEval_EvalFrameDefault.cold"].compactMap { name in
            symbols.addresses(ofFunction: name).map { loaded($0.lowerBound)..<loaded($0.upperBound) }
        }
    }

    private func loaded(_ address: ModuleAddress) -> VirtualAddress {
        VirtualAddress(address.rawValue &+ UInt64(bitPattern: bias))
    }
}

extension RemoteMemory: MemoryReader {
    public func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let count: Int = read(address, into: buffer)
        return count == buffer.count
    }

    public func copy(_ regions: [MemoryRegion], into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        read(regions, into: buffer)
    }
}

extension FileIdentity {
    init(_ mapping: MemoryMapping) {
        self.init(major: mapping.deviceMajor, minor: mapping.deviceMinor, inode: mapping.inode)
    }
}
