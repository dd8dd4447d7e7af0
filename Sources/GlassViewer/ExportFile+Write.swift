import Glibc
import SystemPackage

extension ExportFile {
    /// Writes it to the current directory, under a name that is free, readable for its owner alone. Says where it is,
    /// or why it is not.
    func write() -> Notice {
        for number in 1...999 {
            let path = number == 1 ? "\(name).\(suffix)" : "\(name)-\(number).\(suffix)"
            do {
                try write(to: FilePath(path))
                return Notice(text: "wrote \(Self.currentDirectory)/\(path)", kind: .good)
            } catch Errno.fileExists {
                continue
            } catch {
                return Notice(text: "could not write \(path): \(error)", kind: .bad)
            }
        }
        return Notice(text: "could not write \(name).\(suffix): too many files of that name are here", kind: .bad)
    }

    private static var currentDirectory: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    private func write(to path: FilePath) throws {
        let descriptor = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
        defer { try? descriptor.close() }
        try descriptor.writeAll(Array(text.utf8))
    }
}
