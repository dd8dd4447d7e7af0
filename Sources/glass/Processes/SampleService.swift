import GlassModel
import Glibc
import SystemPackage

/// A running `glass-demo`.
final class SampleService {
    private let child: ChildProcess
    private let output: FileDescriptor
    /// Never written to: the service ends when it closes, so that it does not outlive a glass that was killed.
    private let input: FileDescriptor
    private var lines = LineBuffer()
    /// What it leaves out, and for want of what.
    private(set) var notes: [String] = []

    var process: ProcessID { child.id }

    /// Starts it and waits until it says that it is ready.
    init() throws(CommandError) {
        let path = CompanionProgram.demo
        guard access(path, X_OK) == 0 else { throw .demoMissing(path: path) }
        do {
            let (readEnd, writeEnd) = try Pipe.open()
            let (inputRead, inputWrite) = try Pipe.open()
            defer { [writeEnd, inputRead].forEach { try? $0.close() } }
            (output, input) = (readEnd, inputWrite)
            child = try ProgramLaunch(
                path: path, arguments: ["--until-input-ends"],
                descriptors: [(0, inputRead), (1, writeEnd), (2, writeEnd)], ownGroup: true
            ).start()
        } catch {
            throw .demoFailed(reason: "\(error)")
        }
        try waitUntilReady()
    }

    func end() {
        child.signal(SIGTERM)
        _ = child.wait()
        [output, input].forEach { try? $0.close() }
    }

    private func waitUntilReady() throws(CommandError) {
        var said: [String] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !said.contains("ready") {
            let count = (try? bytes.withUnsafeMutableBytes { try output.read(into: $0) }) ?? 0
            guard count > 0 else {
                _ = child.wait()
                throw .demoFailed(reason: said.last ?? "it ended at once")
            }
            said += lines.take(bytes.prefix(count))
        }
        notes = said.filter { $0.hasPrefix("without ") }
    }
}
