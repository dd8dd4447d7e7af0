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

    func images() throws -> [MappedImage] {
        let mappings = try ProcessFiles.mappings(of: process)
        return mappings.filter { $0.offset == 0 && $0.path.contains("python") && !$0.path.hasSuffix(".py") }
            .compactMap { try? MappedImage(path: $0.path, start: $0.range.lowerBound) }
    }

    func runtime() throws -> PythonRuntime {
        guard let runtime = try PythonRuntime.find(in: images(), memory: self, threads: threads) else {
            throw TestFailure("no Python in \(interpreter)")
        }
        return runtime
    }
}

/// A file that is mapped, read with binutils: a reader of ELF files that shares nothing with glass's.
struct MappedImage: PythonImage {
    let path: String
    private let bias: Int64
    private var symbols: [String: UInt64] = [:]
    private var sizes: [String: UInt64] = [:]
    private var sections: [String: Range<UInt64>] = [:]

    init(path: String, start: VirtualAddress) throws {
        self.path = path
        let isFixed = try Subprocess.output(of: ["readelf", "-h", path]).contains("EXEC (Executable file)")
        bias = isFixed ? 0 : Int64(bitPattern: start.rawValue)
        for line in try Subprocess.output(of: ["nm", "-DS", "--defined-only", path]).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 4, let address = UInt64(fields[0], radix: 16) else { continue }
            symbols[String(fields[3])] = address
            sizes[String(fields[3])] = UInt64(fields[1], radix: 16)
        }
        for line in try Subprocess.output(of: ["readelf", "-SW", path]).split(separator: "\n") {
            let fields = line.drop { $0 != "]" }.dropFirst().split(separator: " ")
            guard fields.count > 5, let address = UInt64(fields[2], radix: 16), let size = UInt64(fields[4], radix: 16)
            else { continue }
            sections[String(fields[0])] = address..<address + size
        }
    }

    func address(ofSymbol name: String) -> VirtualAddress? {
        symbols[name].map { VirtualAddress($0).advanced(by: bias) }
    }

    func range(ofSection name: String) -> Range<VirtualAddress>? {
        sections[name].map {
            VirtualAddress($0.lowerBound).advanced(by: bias)..<VirtualAddress($0.upperBound).advanced(by: bias)
        }
    }

    func range(ofFunction name: String) -> Range<VirtualAddress>? {
        guard let start = address(ofSymbol: name), let size = sizes[name] else { return nil }
        return start..<start.advanced(by: Int64(size))
    }

    /// The same file as if it had no symbols.
    var withoutSymbols: MappedImage {
        var image = self
        image.symbols = [:]
        return image
    }
}
