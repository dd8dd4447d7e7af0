import Foundation
import GlassModel
import GlassTestSupport
import Testing

/// Targets and outputs that cannot be: one clear line, and the right status.
@Suite(.serialized)
struct RefusalTests {
    @Test func noSuchProcess() throws {
        let run = try AgentRun(on: ProcessID(Int32.max))
        let (status, text) = run.end()
        #expect(status == 69)
        #expect(text.contains("no process has the number"))
        #expect(!FileManager.default.fileExists(atPath: run.path))
    }

    @Test func aZombie() throws {
        let parent = try Subprocess(["/bin/sh", "-c", "sleep 0 & echo $!; exec sleep 1000"])
        let child = ProcessID(Int32(parent.readLine() ?? "") ?? 0)
        let limit = ContinuousClock.now + .seconds(20)
        while !isZombie(child), ContinuousClock.now < limit { usleep(5000) }
        let (status, text) = try AgentRun(on: child).end()
        #expect(status == 69)
        #expect(text.contains("has ended already"))
    }

    private func isZombie(_ process: ProcessID) -> Bool {
        (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8))?.contains("Z (zombie)") ?? false
    }

    @Test func oneThatIsTracedAlready() throws {
        let fixture = try Fixture("spin").start()
        let first = try AgentRun(on: fixture.process)
        try first.waitUntilAttached()
        let (status, text) = try AgentRun(on: fixture.process).end()
        #expect(status == 69)
        #expect(text.contains("is traced by glass-agent (\(first.child.process))"))
    }

    /// The smallest 32-bit program: it jumps to itself.
    @Test func a32BitProgram() throws {
        let address: UInt32 = 0x0804_8000
        let header: [UInt32] = [
            0x464C_457F, 0x0001_0101, 0, 0, 0x0003_0002, 1, address + 84, 52, 0, 0, 0x0020_0034, 1, 0,
            1, 0, address, address, 86, 86, 5, 0x1000,
        ]
        let path = AgentRun.temporaryPath()
        let bytes = header.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
        #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes + [0xEB, 0xFE])))
        #expect(chmod(path, 0o700) == 0)
        defer { unlink(path) }
        guard let program = try? Subprocess([path]) else {
            print("skipped: this kernel runs no 32-bit programs")
            return
        }
        let (status, text) = try AgentRun(on: ProcessID(program.process)).end()
        #expect(status == 69)
        #expect(text.contains("runs a 32-bit program"))
    }

    @Test func aThreadIsNoProcess() throws {
        let fixture = try Fixture("known-shares").start()
        let thread = try #require(fixture.threads.last)
        let (status, text) = try AgentRun(on: ProcessID(thread.rawValue)).end()
        #expect(status == 69)
        #expect(text.contains("is a thread of process \(fixture.process)"))
    }

    @Test func anotherUsersProcess() throws {
        guard getuid() == 0 else {
            print("skipped: to become another user, this test must run as root")
            return
        }
        let fixture = try Fixture("spin").start()
        let words = [
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", AgentRun.program, "--pid",
            "\(fixture.process)", "--output", "/tmp/never-\(getpid()).glass",
        ]
        let child = try Subprocess(["/bin/sh", "-c", "exec \"$@\" 2>&1", "sh"] + words)
        let text = child.readRest()
        guard !text.contains("Permission denied") || text.contains("glass-agent:") else {
            print("skipped: another user cannot run programs from \(AgentRun.program)")
            return
        }
        #expect((child.wait() >> 8) & 0xFF == 77)
        #expect(text.contains("it belongs to user 0"))
    }

    @Test(arguments: ["0", "-1", "nan", "1e9", "fast"])
    func anAbsurdRate(rate: String) throws {
        let (status, text) = try AgentRun(on: ProcessID(1), "--rate=\(rate)").end()
        #expect(status == 64)
        #expect(text.contains("rate"))
    }

    @Test func anOutputThatExists() throws {
        let fixture = try Fixture("spin").start()
        let path = AgentRun.temporaryPath()
        #expect(FileManager.default.createFile(atPath: path, contents: Data("precious".utf8)))
        let run = try AgentRun(on: fixture.process, output: path)
        let (status, text) = run.end()
        #expect(status == 73)
        #expect(text.contains("already exists"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test func anOutputThatCannotBe() throws {
        let fixture = try Fixture("spin").start()
        let (status, _) = try AgentRun(on: fixture.process, output: "/nonexistent/x.glass").end()
        #expect(status == 73)
    }

    @Test func aFullDisk() throws {
        let folder = NSTemporaryDirectory() + "glass-full-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard (try? Subprocess.output(of: ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder])) != nil else {
            print("skipped: a small disk cannot be mounted here")
            return
        }
        defer { _ = try? Subprocess.output(of: ["umount", folder]) }
        let fixture = try Fixture("waiting-threads").start(["20"])
        let run = try AgentRun(on: fixture.process, "--rate", "999", "--budget", "100", output: folder + "/x.glass")
        let (status, text) = run.end()
        #expect(status == 73, "\(text)")
        #expect(text.contains("full") || text.contains("space"), "\(text)")
        #expect(try run.profile().threads.count > 0)
        #expect(try fixture.finish().contains("eintr epoll_wait 0"))
    }
}
