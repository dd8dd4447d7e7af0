import Foundation
import GlassAnalysis
import GlassModel
import GlassStore
import Glibc

/// A recording that is made, read and removed.
struct TemporaryRecording {
    let profile: Profile
    /// The last sample of each thread.
    let lastSamples: [ThreadKey: Sample]
    /// The local variables of each thread's last stack; nil where nobody asked.
    let locals: [ThreadKey: ThreadLocals]?

    /// Returns when the agent has ended: give it a `--duration`.
    init(of process: ProcessID, _ arguments: [String], withLocals: Bool = false) throws {
        signal(SIGPIPE, SIG_IGN)
        let folder = try Self.makeFolder()
        let path = folder + "/recording.glass"
        defer {
            for end in ["", "-wal", "-shm", ".locals"] { unlink(path + end) }
            rmdir(folder)
        }
        let agent = try AgentProcess(
            path: CompanionProgram.agent,
            arguments: ["--pid", "\(process)", "--output", path] + arguments
                + (withLocals ? ["--locals", path + ".locals"] : []))
        try RecordingSession(agent: agent, signals: try SignalPipe([SIGINT, SIGTERM, SIGHUP])).waitForEnd()
        let reader = try RecordingReader(path: path)
        var profile = Profile(info: reader.info)
        while let delta = try reader.next() { profile.apply(delta) }
        var last: [ThreadKey: Sample] = [:]
        try reader.forEachSample { sample in
            // One that counts for none gives time to a stack that was taken before, or to none.
            if let known = last[sample.thread], sample.weight.samples == 0 || known.time > sample.time { return }
            last[sample.thread] = sample
        }
        self.profile = profile
        lastSamples = last
        locals = withLocals ? try Self.locals(at: path + ".locals") : nil
    }

    private static func locals(at path: String) throws -> [ThreadKey: ThreadLocals] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let threads = try JSONDecoder().decode([ThreadLocals].self, from: data)
        return Dictionary(threads.map { ($0.thread, $0) }) { first, _ in first }
    }

    private static func makeFolder() throws(CommandError) -> String {
        var template = Array("\(Environment.value("TMPDIR") ?? "/tmp")/glass-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .systemFailure(
                what: "no temporary directory can be made", reason: String(cString: strerror(errno)))
        }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
