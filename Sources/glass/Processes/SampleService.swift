import GlassModel
import Glibc
import SystemPackage

/// A running `glass-demo`.
final class SampleService {
    private let child: ChildProcess
    private let output: FileDescriptor
    private var lines = LineBuffer()

    var process: ProcessID { child.id }

    /// Starts it and waits until it says that it is ready.
    init() throws(CommandError) {
        let path = CompanionProgram.demo
        guard access(path, X_OK) == 0 else { throw .demoMissing(path: path) }
        do {
            let (readEnd, writeEnd) = try Pipe.open()
            defer { try? writeEnd.close() }
            output = readEnd
            child = try ProgramLaunch(
                path: path, arguments: [], descriptors: [(1, writeEnd), (2, writeEnd)], ownGroup: true
            ).start()
        } catch {
            throw .demoFailed(reason: "\(error)")
        }
        try waitUntilReady()
    }

    func end() {
        child.signal(SIGTERM)
        _ = child.wait()
        try? output.close()
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
    }
}
