import GlassModel
import GlassStore
import Glibc

// What recordings cost: room on disk, CPU to write, time to read. Medians of several runs; give a directory to write to.
// `store-bench DIRECTORY --fixed WORK BATCHES` does as much as is told, for counting what it takes: it writes so many batches
// (WORK is `write`), or looks so often whether there is news where there is none (`poll`).

let arguments = Array(CommandLine.arguments.dropFirst())
let directory = arguments.first ?? "/tmp"

func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
}

func text(_ value: Double) -> String {
    String(Int(value)) + "." + String(Int(value * 1_000) % 1_000 + 1_000).dropFirst()
}

func fileSize(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
}

/// Writes a recording of `seconds` at ten batches a second (so that a mean in milliseconds is a share in percent); gives the CPU milliseconds of each batch.
func record(_ target: inout SyntheticTarget, seconds: Int, to path: String) throws -> [Double] {
    let writer = try RecordingWriter(path: path, info: SyntheticTarget.info, overwrite: true)
    try writer.write(target.dictionaries())
    var costs: [Double] = []
    for _ in 0..<(seconds * 10) {
        let batch = target.nextBatch()
        let before = now(CLOCK_PROCESS_CPUTIME_ID)
        try writer.write(batch)
        costs.append(now(CLOCK_PROCESS_CPUTIME_ID) - before)
    }
    var last = RecordingBatch()
    last.end = RecordingEnd(time: Timestamp(rawValue: SyntheticTarget.start), reason: .stopped)
    try writer.write(last)
    try writer.finish()
    return costs
}

func reportSize(_ name: String, _ target: SyntheticTarget, seconds: Int) throws {
    let path = directory + "/bench-size.glass"
    var empty = target
    let writer = try RecordingWriter(path: path, info: SyntheticTarget.info, overwrite: true)
    try writer.write(empty.dictionaries())
    try writer.finish()
    let base = fileSize(path)
    var full = target
    let costs = try record(&full, seconds: seconds, to: path)
    let bytes = Double(fileSize(path) - base)
    var stored = 0
    var ticks: Int64 = 0
    try RecordingReader(path: path).forEachSample { sample in
        stored += 1
        ticks += sample.weight.samples
    }
    print("\(name): \(seconds) s, \(Int(bytes)) bytes beyond dictionaries (\(base))")
    print("  \(text(bytes / Double(ticks))) bytes a thread and tick, \(text(bytes / Double(stored))) a stored sample")
    print(
        "  writing: \(text(costs.reduce(0, +) / Double(costs.count))) % of a core, median batch \(text(median(costs))) ms CPU"
    )
}

func reportBatch() throws {
    var target = SyntheticTarget()
    target.busyThreads = 100
    target.waitingThreads = 1
    target.stacksPerSecond = 2
    let costs = try record(&target, seconds: 20, to: directory + "/bench-batch.glass")
    print(
        "batch of 1,000 samples, about 200 rollups: median \(text(median(costs))) ms CPU, worst \(text(costs.max() ?? 0))"
    )
}

func reportReading() throws {
    var target = SyntheticTarget()
    target.busyThreads = 10
    target.waitingThreads = 1
    target.stacksPerSecond = 110
    target.stackCount = 20_000
    let path = directory + "/bench-read.glass"
    _ = try record(&target, seconds: 600, to: path)
    var times: [Double] = [], all: [Double] = []
    var rollups = 0
    for _ in 0..<7 {
        let before = now(CLOCK_MONOTONIC)
        let delta = try RecordingReader(path: path).next()
        times.append(now(CLOCK_MONOTONIC) - before)
        rollups = delta?.rollups.count ?? 0
        var samples = 0
        let start = now(CLOCK_MONOTONIC)
        try RecordingReader(path: path).forEachSample { _ in samples += 1 }
        all.append((now(CLOCK_MONOTONIC) - start) / Double(max(1, samples)) * 1e6)
    }
    print(
        "opening 600 s with \(rollups) rollups, 20,000 stacks (\(fileSize(path)) bytes): median \(text(median(times))) ms"
    )
    print("every sample: \(text(median(all))) ns each")
}

func reportPolling() throws {
    let path = directory + "/bench-poll.glass"
    var target = SyntheticTarget()
    let writer = try RecordingWriter(path: path, info: SyntheticTarget.info, overwrite: true)
    try writer.write(target.dictionaries())
    let reader = try RecordingReader(path: path)
    _ = try reader.next()
    let idle = now(CLOCK_PROCESS_CPUTIME_ID)
    for _ in 0..<10_000 { _ = try reader.next() }
    print("idle poll: \(text((now(CLOCK_PROCESS_CPUTIME_ID) - idle) / 10)) µs")
    var polls: [Double] = []
    for _ in 0..<600 {
        try writer.write(target.nextBatch())
        let before = now(CLOCK_PROCESS_CPUTIME_ID)
        _ = try reader.next()
        polls.append(now(CLOCK_PROCESS_CPUTIME_ID) - before)
    }
    print("poll after a batch: median \(text(median(polls))) ms CPU")
    try writer.finish()
}

/// - Returns: the number of requests written.
func record(_ requests: inout SyntheticRequests, seconds: Int, to path: String) throws -> (count: Int, costs: [Double])
{
    var target = SyntheticTarget()
    let writer = try RecordingWriter(path: path, info: SyntheticTarget.info, overwrite: true)
    try writer.write(target.dictionaries())
    try writer.write(SyntheticRequests.dictionaries())
    var costs: [Double] = []
    var count = 0
    for _ in 0..<(seconds * 10) {
        let batch = requests.nextBatch()
        let before = now(CLOCK_PROCESS_CPUTIME_ID)
        try writer.write(batch)
        costs.append(now(CLOCK_PROCESS_CPUTIME_ID) - before)
        count += batch.requests.count
    }
    try writer.finish()
    return (count, costs)
}

func reportRequests(_ name: String, _ requests: SyntheticRequests) throws {
    let path = directory + "/bench-requests.glass"
    var none = requests
    _ = try record(&none, seconds: 0, to: path)
    let base = fileSize(path)
    var some = requests
    let (count, costs) = try record(&some, seconds: 100, to: path)
    let bytes = fileSize(path) - base - some.stringBytes
    print("\(name): \(text(Double(bytes) / Double(count))) bytes a request beyond its strings")
    print("  writing: median batch of \(some.perSecond / 10) requests \(text(median(costs))) ms CPU")
}

func reportOpeningRequests() throws {
    let path = directory + "/bench-million.glass"
    var requests = SyntheticRequests()
    requests.perSecond = 10_000
    let (count, _) = try record(&requests, seconds: 100, to: path)
    var times: [Double] = [], routes: [Double] = []
    for _ in 0..<3 {
        let before = now(CLOCK_MONOTONIC)
        let reader = try RecordingReader(path: path)
        let loaded = try reader.next()?.requests.count ?? 0
        times.append(now(CLOCK_MONOTONIC) - before)
        guard loaded == count else { return print("only \(loaded) of \(count) requests were read") }
        let start = now(CLOCK_MONOTONIC)
        _ = try reader.stacks(ofRoute: RouteID(1))
        routes.append(now(CLOCK_MONOTONIC) - start)
    }
    print("opening \(count) requests (\(fileSize(path)) bytes): median \(text(median(times))) ms")
    print("  the stacks of a route among them: median \(text(median(routes))) ms")
}

if arguments.count == 4, arguments[1] == "--fixed", let count = Int(arguments[3]) {
    try FixedWork.run(arguments[2], count, in: directory)
} else {
    try reportAll()
}

func reportAll() throws {
    try reportSize("2 busy, 8 waiting", SyntheticTarget(), seconds: 600)
    var simple = SyntheticTarget()
    simple.waitingThreads = 1
    simple.stacksPerSecond = 3
    try reportSize("2 busy at 3 stacks", simple, seconds: 600)
    var allBusy = SyntheticTarget()
    allBusy.busyThreads = 10
    allBusy.waitingThreads = 1
    try reportSize("10 busy", allBusy, seconds: 300)
    try reportBatch()
    try reportReading()
    try reportPolling()
    try reportRequests("requests, few targets", SyntheticRequests())
    var different = SyntheticRequests()
    different.allDifferent = true
    try reportRequests("requests, all different", different)
    var withQueries = SyntheticRequests()
    withQueries.queriesEach = 5
    try reportRequests("requests with 5 queries each", withQueries)
    try reportOpeningRequests()
}
