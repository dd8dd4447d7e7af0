import GlassModel
import GlassRuntimes
import GlassSystem

/// Makes stacks of what was captured of Python threads; belongs to the unwinder.
struct PythonStacks {
    private var readers: [ProcessID: PythonStackReader] = [:]
    private var threads: [ThreadKey: PythonSubject] = [:]

    /// The Python frames that were captured with a stack; nil where none were.
    mutating func stack(of captured: CapturedStack) -> PythonStack? {
        guard let (capture, probe) = captured.python else { return nil }
        let subject = probe.subject
        threads[captured.thread] = subject
        var reader = readers.removeValue(forKey: subject.process) ?? PythonStackReader(subject.runtime)
        if reader.runtime != subject.runtime { reader = PythonStackReader(subject.runtime) }
        let stack = reader.stack(capture, RemoteMemory(of: subject.process))
        // What was copied sufficed where nothing else had to be read.
        if capture.extraReads > 0 || !capture.isEmpty { probe.follow(reader.plan(for: subject.thread)) }
        readers[subject.process] = reader
        return stack
    }

    mutating func forget(_ thread: ThreadKey) {
        guard let subject = threads.removeValue(forKey: thread) else { return }
        let alive = threads.values.filter { $0.process == subject.process }.map(\.thread.state)
        readers[subject.process]?.keep(Set(alive))
    }

    mutating func forget(_ process: ProcessID) { readers[process] = nil }
}

/// Gives each Python function a number by what a person knows it by: code objects come and go, functions stay.
struct PythonFunctionTable {
    struct Entry: Hashable, Sendable {
        let qualifiedName: String
        let file: String
        let module: ModuleID
    }

    private var numbers: [Entry: Int32] = [:]
    private var known: [PythonFunction: Int32] = [:]
    private var new: [Entry] = []

    /// Code objects that are remembered; each keeps memory.
    private static let limit = 1 << 16

    mutating func takeNew() -> [Entry] {
        defer { new.removeAll() }
        return new
    }

    mutating func number(of function: PythonFunction, in registry: ModuleRegistry) -> Int32 {
        if let number = known[function] { return number }
        let entry = Entry(
            qualifiedName: function.qualifiedName, file: function.file,
            module: registry.module(ofPython: Self.moduleName(of: function)))
        let number = numbers[entry] ?? Int32(numbers.count)
        if numbers.updateValue(number, forKey: entry) == nil { new.append(entry) }
        if known.count >= Self.limit { known.removeAll() }
        known[function] = number
        return number
    }

    /// Each program calls its own file `__main__`, and before 3.11 the module is not known: the file tells more.
    private static func moduleName(of function: PythonFunction) -> String {
        guard let module = function.module, module != "__main__" else { return function.file }
        return module
    }
}
