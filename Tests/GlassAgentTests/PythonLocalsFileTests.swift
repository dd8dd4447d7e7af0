import Foundation
import GlassModel
import GlassTestSupport
import Testing

/// Local variables that the agent writes for whoever asked for them.
@Suite(.serialized)
struct PythonLocalsFileTests {
    /// What the agent told of a script, after so many samples.
    private func locals(
        of script: Subprocess, _ more: [String] = []
    ) throws -> [ThreadLocals] {
        let path = AgentRun.temporaryPath() + ".locals"
        defer { unlink(path) }
        let options = ["--rate", "199", "--budget", "100", "--requests", "off", "--locals", path]
        let run = try AgentRun(on: ProcessID(script.process), arguments: options + more)
        _ = try run.waitFor { profile in profile.samples { _ in true } > 20 }
        run.command("stop")
        #expect(run.end().status == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        return try JSONDecoder().decode([ThreadLocals].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test("Of a waiting thread, redacted", arguments: PythonMergeTests.interpreters)
    func waiting(_ interpreter: String) throws {
        let script = try PythonFixture.start("locals", interpreter)
        let threads = try locals(of: script)
        let frame = try #require(threads.first?.frames.first { $0.function.hasSuffix("everything") })
        let values = Dictionary(frame.variables.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(values["text"] == "'plain'")
        #expect(values["table"] == "{'user': 'ada', 'password': *, 3: [1, 2]}")
        #expect(values["headers"] == "{'Authorization': *}")
        #expect(values["many"] == "[0, 1, 2, 3, 4, 5, 6, 7, … 92 more]")
        let all = threads.flatMap(\.frames).flatMap(\.variables)
        #expect(!all.contains { $0.value.contains("hunter2") || $0.value.contains("Bearer") })
        #expect(all.allSatisfy { !$0.isMissed })
    }

    @Test("Of a running thread, as they were at one moment", arguments: PythonMergeTests.interpreters)
    func running(_ interpreter: String) throws {
        let script = try PythonFixture.start("locals", interpreter, "running")
        let threads = try locals(of: script)
        let frame = try #require(threads.first?.frames.first { $0.function == "run" })
        let values = Dictionary(frame.variables.map { ($0.name, $0.value) }) { first, _ in first }
        let number = try #require(values["number"].flatMap { Int($0) })
        let pair = try #require(values["pair"])
        #expect(pair == "(\(number), \(number))" || pair == "(\(number - 1), \(number - 1))")
    }

    @Test("The configuration hides what it names")
    func configured() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glass-locals-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("config.toml")
        try "[python]\nhide_locals = [\"text\"]\nshow_locals = [\"headers\"]\n"
            .write(to: file, atomically: true, encoding: .utf8)
        let script = try PythonFixture.start("locals", "/usr/bin/python3")
        let threads = try locals(of: script, ["--config", file.path])
        let frame = try #require(threads.first?.frames.first { $0.function == "everything" })
        #expect(frame.variables.first { $0.name == "text" }?.value == "*")
    }
}
