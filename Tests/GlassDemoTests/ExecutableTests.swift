import Foundation
import Testing

@testable import glass_demo

@Suite final class ExecutableTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    deinit { folder.remove() }

    @Test(arguments: [SIGTERM, SIGINT])
    func announcesItselfAndEndsCleanlyOnASignal(signal: Int32) throws {
        let demo = try DemoProcess(["--no-load", "--no-servers"], environment: ["TMPDIR": folder.path])
        let lines = demo.linesUntilReady()
        let pid = demo.process.processIdentifier
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("glass-demo listening on http://127.0.0.1:") == true)
        #expect(lines.first?.hasSuffix("(pid \(pid))") == true)
        #expect(lines.last == "ready")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        kill(pid, signal)
        let end = demo.end()
        #expect(end.status == 0)
        #expect(end.errors == "")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func namesItsThreads() throws {
        let demo = try DemoProcess(["--workers", "2", "--no-servers"], environment: ["TMPDIR": folder.path])
        _ = demo.linesUntilReady()
        let tasks = "/proc/\(demo.process.processIdentifier)/task"
        let names = try FileManager.default.contentsOfDirectory(atPath: tasks).map { thread in
            try String(contentsOfFile: "\(tasks)/\(thread)/comm", encoding: .utf8).trimmingCharacters(in: .newlines)
        }
        let expected: Set = ["glass-demo", "worker-1", "worker-2", "compactor", "auditor", "accept"]
        #expect(expected.isSubset(of: Set(names)), "\(names)")
        kill(demo.process.processIdentifier, SIGTERM)
        #expect(demo.end().status == 0)
    }

    @Test func endsByItselfAfterTheDuration() throws {
        let demo = try DemoProcess(["--no-load", "--no-servers", "--duration", "50ms"])
        #expect(demo.linesUntilReady().last == "ready")
        #expect(demo.end().status == 0)
    }

    @Test func saysInOneLineThatThePortIsTaken() throws {
        let service = try Service.start(port: 0, workers: 1, load: nil, companions: nil)
        defer { service.stop() }
        let demo = try DemoProcess(["--no-servers", "--port", "\(service.port)"], environment: ["TMPDIR": folder.path])
        #expect(demo.linesUntilReady() == [])
        let end = demo.end()
        #expect(end.status == 69)
        #expect(end.errors == "glass-demo: \(DemoError.portInUse(service.port))\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func saysThatTheTemporaryFolderIsMissing() throws {
        let demo = try DemoProcess(["--no-load"], environment: ["TMPDIR": folder.path + "/missing"])
        #expect(demo.linesUntilReady() == [])
        let end = demo.end()
        #expect(end.status == 73)
        #expect(end.errors.contains("set TMPDIR"))
    }
}
