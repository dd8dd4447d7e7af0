import GlassModel
import GlassTestSupport
import GlassUnwind
import Glibc

// What a frame costs: stacks of running processes, followed by libunwind alone and by compiled rules, in turn. Give the
// numbers of processes that are busy; their busiest thread is stopped 400 times. With --compile: what it takes to
// compile the rules of ELF files. With --fixed: as much work as is told, for counting what it takes. With --compare: that
// many stacks of each process followed both ways, and every difference told.

struct Pass {
    var nanoseconds: [Double] = []
    var frames = 0
    var roots = 0
}

func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }

/// The thread that has had the most CPU time.
func busiestThread(of process: ProcessID) -> ThreadID? {
    ProcessFiles.threads(of: process).max { runTime(of: $0, in: process) < runTime(of: $1, in: process) }
}

func runTime(of thread: ThreadID, in process: ProcessID) -> UInt64 {
    guard let file = fopen("/proc/\(process)/task/\(thread)/schedstat", "re") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 64)
    return fgets(&text, 64, file) == nil ? 0 : strtoull(text, nil, 10)
}

/// The stacks as the unwinder wants them, for as long as the program runs.
func snapshots(of captures: [StackCapture]) -> [StackSnapshot] {
    func kept(_ region: StackRegion) -> StackRegion {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: region.bytes.count, alignment: 16)
        bytes.copyMemory(from: region.bytes)
        return StackRegion(base: region.base, bytes: UnsafeRawBufferPointer(bytes), limit: region.limit)
    }
    return captures.map { capture in
        capture.withSnapshot { snapshot in
            StackSnapshot(
                registers: snapshot.registers, stack: kept(snapshot.stack),
                interruptedStack: snapshot.interruptedStack.map(kept))
        }
    }
}

/// One pass over all stacks.
func follow(_ snapshots: [StackSnapshot], _ unwinder: Unwinder, in map: ModuleMap, _ pass: inout Pass) {
    var frames: [CodeAddress] = []
    frames.reserveCapacity(Unwinder.frameLimit)
    (pass.frames, pass.roots) = (0, 0)
    let start = cpuTime()
    for snapshot in snapshots {
        frames.removeAll(keepingCapacity: true)
        let result = unwinder.unwind(snapshot, in: map, into: &frames)
        pass.frames += frames.count
        pass.roots += result.end == .root ? 1 : 0
    }
    pass.nanoseconds.append(cpuTime() - start)
}

func measure(_ process: ProcessID) throws {
    guard let thread = busiestThread(of: process) else { throw TestFailure("there is no process \(process)") }
    let stacks = snapshots(
        of: try StackCapture.take(400, of: thread, in: process, copying: 64 << 10, pause: 2000))
    let map = try ProcessFiles.moduleMap(of: process)
    let sources: [(String, RuleSource)] = [("libunwind", .libunwind), ("tables", .tables)]
    let unwinders = try sources.map { try Unwinder(architecture: .native, rules: $0.1) }
    var passes = [Pass](repeating: Pass(), count: sources.count)
    // In turn, because the machine's speed drifts, but some passes at a time: what one of them needs drives what the
    // other needs out of the processor's caches.
    for _ in 0..<5 {
        for index in passes.indices {
            for _ in 0..<5 { follow(stacks, unwinders[index], in: map, &passes[index]) }
        }
    }
    for (source, pass) in zip(sources, passes) {
        let perFrame = pass.nanoseconds.map { Int($0 / Double(max(1, pass.frames))) }
        print(
            "\(process) \(source.0): first pass \(perFrame[0]) ns a frame, then \(median(perFrame.dropFirst().map(Double.init)));",
            "\(pass.frames / max(1, stacks.count)) frames a stack, \(pass.roots) of \(stacks.count) to the root")
    }
}

func measureCompiling(_ path: String) {
    guard let image = ProcessFiles.image(ofFile: path) else { return print("\(path): no ELF file") }
    var (times, size): ([Double], CompiledRulesSize?) = ([], nil)
    for _ in 0..<7 {
        let start = cpuTime()
        size = image.sizeOfCompiledRules()
        times.append(cpuTime() - start)
    }
    guard let size, size.rows > 0 else { return print("\(path): nothing to compile") }
    let rows = Double(size.rows)
    print(
        "\(path): \(size.rows) rows, \(Int(median(times) / rows)) ns and \(Double(size.bytes) / rows) bytes a row,",
        "\(Int(median(times) / 1e6)) ms")
}

/// Follows the same stacks so often; gives the number of frames.
@inline(never)
func countedLoop(_ rounds: Int, _ snapshots: [StackSnapshot], _ unwinder: Unwinder, in map: ModuleMap) -> Int {
    var (frames, count): ([CodeAddress], Int) = ([], 0)
    frames.reserveCapacity(Unwinder.frameLimit)
    for _ in 0..<rounds {
        for snapshot in snapshots {
            frames.removeAll(keepingCapacity: true)
            _ = unwinder.unwind(snapshot, in: map, into: &frames)
            count += frames.count
        }
    }
    return count
}

func workFixedly(_ process: ProcessID, rounds: Int) throws {
    guard let thread = busiestThread(of: process) else { throw TestFailure("there is no process \(process)") }
    let stacks = snapshots(
        of: try StackCapture.take(10, of: thread, in: process, copying: 8 << 10, pause: 2000))
    let map = try ProcessFiles.moduleMap(of: process)
    let unwinder = try Unwinder(architecture: .native, rules: .tables)
    // The rules are compiled.
    var first = Pass()
    follow(stacks, unwinder, in: map, &first)
    print("units \(countedLoop(rounds, stacks, unwinder, in: map))")
}

func compare(_ count: Int, of process: ProcessID) throws {
    var comparison = try Comparison(of: process)
    try comparison.run(count)
    comparison.report()
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.count == 3, arguments[0] == "--fixed", let number = Int32(arguments[1]), let rounds = Int(arguments[2]) {
    try workFixedly(ProcessID(number), rounds: rounds)
} else if arguments.count > 2, arguments[0] == "--compare", let count = Int(arguments[1]), count > 0 {
    for number in arguments.dropFirst(2).compactMap(Int32.init) { try compare(count, of: ProcessID(number)) }
} else if arguments.first == "--compile" {
    for path in arguments.dropFirst() { measureCompiling(path) }
} else {
    let processes = arguments.compactMap(Int32.init).map(ProcessID.init(_:))
    guard !processes.isEmpty else {
        print("usage: unwind-bench PID… | --compile FILE… | --compare COUNT PID…")
        exit(64)
    }
    for process in processes { try measure(process) }
}
