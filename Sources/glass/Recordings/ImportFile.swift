import GlassExchange
import Glibc
import SystemPackage

/// Another tool's profile while it is read from its file, piece by piece. A pipe (`<(perf script …)`) will do.
final class ImportFile {
    private static let pieceLength = 1 << 20

    let path: String
    /// What errors and the screen call it.
    let name: String
    /// In bytes, when it was opened; nil where that says nothing, as of a pipe. A file that grows is read to the end
    /// of the line that was its last one then.
    let size: Int64?
    private(set) var bytesRead: Int64 = 0
    private(set) var isAtEnd = false
    private let file: FileDescriptor
    private var reader: ImportReader
    private var piece = [UInt8](repeating: 0, count: pieceLength)
    private var endsWithLine = true

    init(path: String) throws(CommandError) {
        self.path = path
        name = (path.split(separator: "/").last.map(String.init) ?? path).printable
        reader = ImportReader(name: name)
        do { file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec]) } catch {
            throw .unreadableInput(path: path, reason: "\(error)")
        }
        size = Self.size(of: file)
    }

    deinit { try? file.close() }

    /// Reads the next megabyte, or what a pipe holds.
    func readPiece() throws(CommandError) {
        guard !isAtEnd else { return }
        let count = try wanted(of: fillPiece())
        bytesRead += Int64(count)
        endsWithLine = count > 0 && piece[count - 1] == 0x0A
        do throws(ImportError) { try reader.read(piece[..<count]) } catch { throw .importFailed(error) }
    }

    private func fillPiece() throws(CommandError) -> Int {
        do { return try piece.withUnsafeMutableBytes { try file.read(into: $0) } } catch {
            throw .unreadableInput(path: path, reason: "\(error)")
        }
    }

    /// How much of what was read belongs to the file as it was when it was opened, and to its last line.
    private func wanted(of count: Int) -> Int {
        if count == 0 { isAtEnd = true }
        guard let size else { return count }
        let left = Int(clamping: max(0, size - bytesRead))
        guard count >= left, count > 0 else { return count }
        if left > 0 ? piece[left - 1] == 0x0A : endsWithLine {
            isAtEnd = true
            return left
        }
        guard let end = piece[left..<count].firstIndex(of: 0x0A) else { return count }
        isAtEnd = true
        return end + 1
    }

    /// What was read. Once, at the end.
    func finish() throws(CommandError) -> ImportedProfile {
        do throws(ImportError) {
            return ImportedProfile(try reader.finish(), grew: (Self.size(of: file) ?? 0) > bytesRead)
        } catch {
            throw .importFailed(error)
        }
    }

    private static func size(of file: FileDescriptor) -> Int64? {
        var information = stat()
        guard fstat(file.rawValue, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        return information.st_size > 0 ? Int64(information.st_size) : nil
    }
}
