import GlassModel
import GlassRuntimes
import GlassSystem

/// Makes stacks of what was captured of Python threads; belongs to the unwinder.
struct PythonStacks {
    private var processes: [ProcessID: Process] = [:]
    private var threads: [ThreadKey: PythonSubject] = [:]
    /// States that their thread does not use itself, and threads whose states cannot be told apart; to be set back by whoever
    /// counts them.
    var strays: Int64 = 0
    var mixed: Int64 = 0
    /// Frames whose code was gone before it had been named; to be set back likewise.
    var goneFrames: Int64 = 0

    /// What reads the stacks of a process: large, and used in place.
    private final class Process {
        var reader: PythonStackReader

        init(_ runtime: PythonRuntime) { reader = PythonStackReader(runtime) }
    }

    /// The Python frames that were captured with a stack; nil where none were. Those of several interpreters stand among each
    /// other as their native frames do.
    mutating func stack(of captured: CapturedStack) -> PythonStack? {
        if let first = captured.python { threads[captured.thread] = first.probe.subject }
        let stacks = captured.pythons.map { stack(of: $0, advice: captured.advice) }
        guard stacks.count > 1 else { return stacks.first }
        guard stacks.allSatisfy(Self.hasAddresses) else {
            let inUse = stacks.filter { !$0.calls.isEmpty || $0.end != .root }
            mixed += inUse.count > 1 ? 1 : 0
            return inUse.count > 1 ? nil : inUse.first
        }
        let own = stacks.filter { $0.end == .root && Self.isOn(captured, $0) }
        strays += Int64(stacks.count - own.count)
        let calls = own.flatMap(\.calls).sorted {
            ($0.stackAddress?.rawValue ?? 0) < ($1.stackAddress?.rawValue ?? 0)
        }
        return PythonStack(calls: calls, end: .root)
    }

    /// Whether its calls say on whose native stack they are: not before 3.11.
    private static func hasAddresses(_ stack: PythonStack) -> Bool { stack.calls.allSatisfy { $0.stackAddress != nil } }

    /// Whether a state of a thread with several is used by that thread: up to 3.12 another may run what one has begun.
    private static func isOn(_ captured: CapturedStack, _ stack: PythonStack) -> Bool {
        stack.calls.allSatisfy { call in
            guard let address = call.stackAddress else { return false }
            return address.rawValue &- captured.base.rawValue < maximumStackSize
        }
    }

    private static let maximumStackSize: UInt64 = 8 << 20

    private mutating func stack(of captured: CapturedPython, advice: CopyAdvice) -> PythonStack {
        let (capture, probe) = (captured.capture, captured.probe)
        let subject = probe.subject
        let process = process(of: subject)
        let stack = process.reader.stack(capture, RemoteMemory(of: subject.process))
        goneFrames += Int64(process.reader.takeGoneCount())
        if let plan = process.reader.takeNewPlan(for: subject.thread), probe.follow(plan) {
            advice.wantsAnotherLook.store(true, ordering: .relaxed)
        }
        return stack
    }

    private mutating func process(of subject: PythonSubject) -> Process {
        if let known = processes[subject.process], known.reader.runtime == subject.runtime { return known }
        let new = Process(subject.runtime)
        processes[subject.process] = new
        return new
    }

    /// The tasks of asyncio that await the one that a stack works for; nil where it works for none, or for one that nobody
    /// awaits and that has no name of its own. Of a thread of an executor, those that await what it runs.
    func awaitChain(of captured: CapturedStack, _ stack: PythonStack) -> AwaitChain? {
        guard let (capture, probe) = captured.python.map({ ($0.capture, $0.probe) }),
            let process = processes[probe.subject.process]
        else { return nil }
        let chain = process.reader.awaitChain(of: capture, RemoteMemory(of: probe.subject.process))
        if let function = process.reader.executorFunction(of: capture) {
            return AwaitChain(chain, above: function, in: stack)
        }
        guard let running = chain.first, chain.count > 1 || running.hasOwnName,
            let outermost = running.coroutines.first?.function,
            let call = stack.calls.first(where: { $0.frames.last?.function == outermost })
        else { return nil }
        return AwaitChain(
            call: call, innerFrames: call.frames.count, running: running, outer: chain.dropFirst().reversed())
    }

    /// To be called before stacks that were captured since the last call.
    func beginRound() {
        for process in processes.values { process.reader.beginRound() }
    }

    mutating func forget(_ thread: ThreadKey) {
        guard let subject = threads.removeValue(forKey: thread) else { return }
        let alive = threads.values.filter { $0.process == subject.process }
            .flatMap { [$0.thread.state] + $0.otherStates.map(\.state) }
        processes[subject.process]?.reader.keep(Set(alive))
    }

    mutating func forget(_ process: ProcessID) { processes[process] = nil }
}

/// The tasks above a running coroutine, or above what a thread of an executor runs for one that waits.
struct AwaitChain {
    /// Among whose frames the tasks stand.
    let call: PythonCall
    /// How many of the call's frames the tasks stand above.
    let innerFrames: Int
    /// The innermost, where it runs; its coroutines are the frames.
    let running: AsyncioTask?
    /// Those that wait, outermost first.
    let outer: [AsyncioTask]
}

extension AwaitChain {
    /// Of a thread of an executor: below this function of its own stands what it runs.
    fileprivate init?(_ tasks: [AsyncioTask], above executor: PythonFunction, in stack: PythonStack) {
        guard !tasks.isEmpty else { return nil }
        for call in stack.calls {
            guard let index = call.frames.firstIndex(where: { $0.function == executor }) else { continue }
            self.init(call: call, innerFrames: index, running: nil, outer: tasks.reversed())
            return
        }
        return nil
    }
}

extension AsyncioTask {
    /// Whether the program named it; asyncio numbers the others: `Task-7`.
    var hasOwnName: Bool {
        TaskLabel.text(name) != TaskLabel.text(nil)
    }
}

/// Gives each Python function a number by what a person knows it by: code objects come and go, functions stay.
struct PythonFunctionTable {
    struct Entry: Hashable, Sendable {
        let qualifiedName: String
        let file: String
        let module: ModuleID
    }

    private var numbers: BoundedNumbers<Entry>
    private var known: [PythonFunction: Int32] = [:]

    /// Code objects that are remembered; each keeps memory.
    private static let limit = 1 << 16

    /// - Parameter functionLimit: Functions that are told apart; what comes after them stands as `[other]` of its module.
    init(functionLimit: Int) { numbers = BoundedNumbers(limit: functionLimit) }

    /// How often a function was found that is not told apart.
    var overflow: Int64 { numbers.overflow }

    mutating func takeNew() -> [Entry] { numbers.takeNew() }

    mutating func number(of function: PythonFunction, in registry: ModuleRegistry) -> Int32 {
        if let number = known[function] { return number }
        let number = number(
            of: Entry(
                qualifiedName: function.qualifiedName, file: function.file,
                module: registry.module(named: Self.moduleName(of: function))))
        if known.count >= Self.limit { known.removeAll() }
        known[function] = number
        return number
    }

    /// A task of asyncio by its name, in which numbers do not count: there may be one for each request.
    mutating func number(ofTask name: String?, in registry: ModuleRegistry) -> Int32 {
        number(
            of: Entry(qualifiedName: TaskLabel.text(name), file: "", module: registry.module(named: "asyncio")))
    }

    private mutating func number(of found: Entry) -> Int32 {
        numbers.number(of: found, orOther: Entry(qualifiedName: "[other]", file: "", module: found.module))
    }

    /// Each program calls its own file `__main__`, and before 3.11 the module is not known: the file tells more.
    private static func moduleName(of function: PythonFunction) -> String {
        guard let module = function.module, module != "__main__" else { return function.file }
        return module
    }
}

/// How a task stands in a stack: `[task server]`, `[task request-#]`, `[task]`.
enum TaskLabel {
    static func text(_ name: String?) -> String {
        guard let name, !(name.hasPrefix("Task-") && name.dropFirst(5).allSatisfy(\.isNumber)) else { return "[task]" }
        var text = ""
        for character in name.prefix(limit) {
            if !character.isNumber { text.append(character) } else if text.last != "#" { text.append("#") }
        }
        return "[task \(text)]"
    }

    private static let limit = 64
}
