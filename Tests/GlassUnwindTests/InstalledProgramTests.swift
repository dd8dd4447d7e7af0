import Foundation
import GlassModel
import GlassTestSupport
import GlassUnwind
import Testing

/// Stacks of programs as the distribution built them. A program that is not installed is skipped, and the test says so.
@Suite(.serialized) struct InstalledProgramTests {
    @Test(.enabled(if: Program.python.isInstalled, "python3 is not installed"))
    func python() throws { try expectRoots(of: .python) }

    @Test(.enabled(if: Program.node.isInstalled, "node is not installed"))
    func node() throws { try expectRoots(of: .node) }

    @Test(.enabled(if: Program.compiler.isInstalled, "the C++ compiler is not installed"))
    func compiler() throws { try expectRoots(of: .compiler) }

    @Test(.enabled(if: Program.redis.isInstalled, "redis-server is not installed"))
    func redis() throws { try expectRoots(of: .redis) }

    /// The same chain as elfutils finds, for threads that wait and so stand still.
    @Test(
        .enabled(if: Program.isInstalled("/usr/bin/eu-stack"), "eu-stack is not installed"),
        .enabled(if: Program.node.isInstalled, "node is not installed"))
    func sameAsElfutils() throws {
        let program = try Program.node.start()
        let process = program.process
        let map = try ProcessFiles.moduleMap(of: process)
        let unwinder = try Unwinder(architecture: .native)
        var compared = 0
        for thread in ProcessFiles.threads(of: process).dropFirst() {
            let capture = try #require(StackCapture.take(1, of: thread, in: process).first)
            let theirs = try Self.elfutilsStack(of: thread)
            var frames: [CodeAddress] = []
            let result = capture.withSnapshot { unwinder.unwind($0, in: map, into: &frames) }
            guard frames.first?.address == theirs.first else { continue }
            compared += 1
            #expect(frames.map(\.address) == theirs && result.end == .root, "thread \(thread): \(result.end)")
        }
        #expect(compared > 0)
    }

    private static func elfutilsStack(of thread: ThreadID) throws -> [VirtualAddress] {
        try Subprocess.output(of: ["eu-stack", "-1", "-b", "-p", "\(thread)"]).split(separator: "\n").compactMap {
            line in
            let fields = line.split(separator: " ")
            guard fields.count >= 2, fields[0].hasPrefix("#") else { return nil }
            return UInt64(fields[1].dropFirst(2), radix: 16).map(VirtualAddress.init(_:))
        }
    }

    private func expectRoots(of program: Program) throws {
        let running = try program.start()
        let process = running.process
        let captures = try StackCapture.take(400, of: ThreadID(process.rawValue), in: process, pause: 2000)
        let map = try ProcessFiles.moduleMap(of: process)
        let unwinder = try Unwinder(architecture: .native)
        var ends: [String: Int] = [:]
        var frames: [CodeAddress] = []
        var (depth, byFramePointer) = (0, 0)
        for capture in captures {
            frames.removeAll(keepingCapacity: true)
            let result = capture.withSnapshot { unwinder.unwind($0, in: map, into: &frames) }
            depth += frames.count
            byFramePointer += result.framePointerFrames
            ends["\(result.end.rawValue) in \(result.lastModule?.path ?? "no module")", default: 0] += 1
        }
        let roots = ends.filter { $0.key.hasPrefix("root ") }.values.reduce(0, +)
        print("\(program.name): \(captures.count) stacks, \(depth) frames, \(byFramePointer) by frame pointer: \(ends)")
        #expect(Double(roots) >= 0.98 * Double(captures.count) && !captures.isEmpty, "\(ends)")
    }
}
