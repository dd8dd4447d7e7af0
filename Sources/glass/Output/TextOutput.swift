import GlassExchange
import Glibc
import SystemPackage

/// Where a command's result goes: standard output or the file that `-o` names.
final class TextOutput: TextSink {
    private let descriptor: FileDescriptor
    private let path: String?
    private var buffer: [UInt8] = []
    private let chunk = 1 << 16

    /// - Parameter path: Nil or `-` for standard output. An existing file is refused.
    init(path: String?) throws(CommandError) {
        guard let path, path != "-" else {
            self.path = nil
            descriptor = .standardOutput
            return
        }
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite])
        } catch Errno.fileExists {
            throw .outputExists(path: path)
        } catch {
            throw .outputNotWritable(path: path, reason: "\(error)")
        }
    }

    /// Takes text; it is written when enough has come, and by ``finish()``.
    func write(_ text: String) throws(CommandError) { try write(text.utf8) }

    func write(_ bytes: some Sequence<UInt8>) throws(CommandError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= chunk { try flush() }
    }

    /// Writes the rest and closes a file.
    func finish() throws(CommandError) {
        try flush()
        guard path != nil else { return }
        do { try descriptor.close() } catch { throw failure(error) }
    }

    private func flush() throws(CommandError) {
        defer { buffer.removeAll(keepingCapacity: true) }
        do {
            try descriptor.writeAll(buffer)
        } catch Errno.brokenPipe {
            // Whoever read has seen enough: `glass report | head`.
            exit(ExitStatus.done.rawValue)
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: any Error) -> CommandError {
        .outputNotWritable(path: path ?? "standard output", reason: "\(error)")
    }
}

/// Writes a whole file, which may exist already.
func replaceFile(_ path: String, with text: String) throws(CommandError) {
    do {
        let file = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        defer { try? file.close() }
        try file.writeAll(Array(text.utf8))
    } catch {
        throw .outputNotWritable(path: path, reason: "\(error)")
    }
}
