import CGlass
import Foundation
import GlassModel
import GlassRuntimes
import GlassTestSupport

/// A Python script that has said `ready`, and its memory.
final class RunningPython: MemoryReader {
    let interpreter: Interpreter
    private let child: Subprocess
    /// The lines before `ready`.
    private(set) var lines: [String] = []

    var process: ProcessID { ProcessID(child.process) }
    var threads: Set<ThreadID> { Set(ProcessFiles.threads(of: process)) }

    /// Waits until the script from `Tests/Fixtures/python` says `ready`.
    init(_ interpreter: Interpreter, _ script: String, _ arguments: [String] = []) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = folder.appendingPathComponent("Fixtures/python/\(script).py").path
        self.interpreter = interpreter
        child = try Subprocess([interpreter.path, path] + arguments)
        while let line = child.readLine() {
            if line == "ready" { return }
            lines.append(line)
        }
        throw TestFailure("\(script).py never became ready")
    }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let address = UInt(exactly: address.rawValue) else { return false }
        return cglass_read_memory(child.process, buffer.baseAddress, address, buffer.count) == buffer.count
    }

    func copy(_ address: VirtualAddress, _ count: Int) throws -> MemoryBlock {
        var bytes = [UInt8](repeating: 0, count: count)
        guard bytes.withUnsafeMutableBytes({ read(address, into: $0) }) || count == 0 else {
            throw TestFailure("\(count) bytes at \(address) cannot be read")
        }
        return MemoryBlock(address: address, bytes: bytes)
    }

    /// The next line that the script writes after `ready`.
    func nextLine() throws -> String {
        guard let line = child.readLine() else { throw TestFailure("the script ended") }
        return line
    }

    /// Sends an empty line, for which a script waits that has something more to show.
    func goOn() { child.write("\n") }

    /// Of the files whose paths hold a word.
    func images(_ word: String = "python") throws -> [MappedImage] {
        let mappings = try ProcessFiles.mappings(of: process)
        return mappings.filter { $0.offset == 0 && $0.path.contains(word) && !$0.path.hasSuffix(".py") }
            .compactMap { try? MappedImage(path: $0.path, start: $0.range.lowerBound) }
    }

    func runtime() throws -> PythonRuntime {
        guard let runtime = try PythonRuntime.find(in: images(), memory: self, threads: threads) else {
            throw TestFailure("no Python in \(interpreter)")
        }
        guard runtime.lacksTasks(self) else { return runtime }
        return runtime.withTasks(saidBy: try images("_asyncio."), self) ?? runtime
    }
}
