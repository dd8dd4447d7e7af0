import Foundation
import GlassAnalysis
import GlassModel
import GlassStore
import GlassTestSupport
import Testing

/// The built agent, started on a process, and what it recorded.
final class AgentRun {
    let path: String
    let child: Subprocess
    private var isAttached = false

    static var program: String {
        let runner = Bundle.main.executableURL ?? URL(fileURLWithPath: "/")
        return runner.deletingLastPathComponent().appendingPathComponent("glass-agent").path
    }

    convenience init(on process: ProcessID, _ arguments: String..., output: String? = nil) throws {
        try self.init(on: process, arguments: arguments, output: output)
    }

    init(on process: ProcessID, arguments: [String], output: String? = nil) throws {
        path = output ?? Self.temporaryPath()
        // Errors come with the output, so that a test can read them.
        let words = [Self.program, "--pid", "\(process)", "--output", path] + arguments
        child = try Subprocess(["/bin/sh", "-c", "exec \"$@\" 2>&1", "sh"] + words)
    }

    deinit { Self.removeRecording(at: path) }

    /// Takes a recording away with the files beside it.
    static func removeRecording(at path: String) {
        for end in ["", "-wal", "-shm", "-lock"] { unlink(path + end) }
    }

    static func temporaryPath() -> String {
        NSTemporaryDirectory() + "glass-agent-\(getpid())-\(UInt64.random(in: 0 ... .max)).glass"
    }

    /// Waits until the target is traced.
    func waitUntilAttached() throws {
        guard !isAttached else { return }
        var line = child.readLine()
        while let words = line, words.hasPrefix("engine ") { line = child.readLine() }
        guard line == "recording \(path)" else { throw TestFailure("the agent said \(line ?? "nothing")") }
        isAttached = true
    }

    func command(_ line: String) { child.write(line + "\n") }

    /// Waits for the agent's own end: its exit status and what it said.
    func end() -> (status: Int32, text: String) {
        let text = child.readRest()
        return ((child.wait() >> 8) & 0xFF, text)
    }

    /// All that is in the recording.
    func profile() throws -> Profile {
        let reader = try RecordingReader(path: path)
        var profile = Profile(info: reader.info)
        while let delta = try reader.next() { profile.apply(delta) }
        return profile
    }

    /// Waits until the recording holds what `isThere` looks for, as a viewer would see it arrive.
    func waitFor(within limit: Duration = .seconds(60), _ isThere: (Profile) -> Bool) throws -> Profile {
        try waitUntilAttached()
        let reader = try RecordingReader(path: path)
        reader.watch()
        var profile = Profile(info: reader.info)
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let delta = try reader.next() { profile.apply(delta) }
            if isThere(profile) { return profile }
            usleep(10_000)
        }
        throw TestFailure("the recording never held what was awaited")
    }
}

extension Profile {
    /// CPU time in or under a function of the fixture, in nanoseconds.
    func cpu(under function: String) -> Int64 { sum(under: function) { $0.cpu.rawValue } }

    /// Time that passed in or under it.
    func wall(under function: String) -> Int64 { sum(under: function) { $0.wall.rawValue } }

    private func sum(under function: String, _ value: (Weight) -> Int64) -> Int64 {
        zip(stacks, stackWeights().weights).reduce(0) { sum, item in
            let isUnder = frames(of: item.0.id).contains { $0.function == function }
            return isUnder ? sum + value(item.1) : sum
        }
    }

    var totalCPU: Int64 { stackWeights().total.cpu.rawValue }

    /// The share of stacks that were followed to their root, from 0 to 1, and why the others were not.
    var wholeShare: Double {
        let all = unwindTallies.reduce(0) { $0 + $1.count }
        let whole = unwindTallies.filter { $0.end == .root }.reduce(0) { $0 + $1.count }
        return all == 0 ? 0 : Double(whole) / Double(all)
    }

    var brokenReasons: String {
        unwindTallies.filter { $0.end != .root }.map { tally in
            "\(tally.module.map { moduleName($0) } ?? "no module"): \(tally.end.rawValue) \(tally.count)"
        }.joined(separator: ", ")
    }
}
